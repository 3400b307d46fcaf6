"""The house's own rules: locks, targets and containers say what they promise."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]) for requirement in requirements}


def pins(lock: str) -> dict[tuple[str, str], str]:
    """Return version by package and marker."""
    found = re.findall(r"^([\w.-]+)==(\S+)(?: ; ([^\\]+))? \\$", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    return {(normal(name), marker.strip()): version for name, version, marker in found}


def test_the_lock_holds_all_that_is_asked_for() -> None:
    groups = PROJECT["dependency-groups"]
    run_time = asked_for(PROJECT["project"]["dependencies"] + groups["build"])

    assert run_time <= {name for name, _ in pins("requirements.lock")}
    assert asked_for(groups["dev"]) <= {name for name, _ in pins("requirements-dev.lock")}


def test_tools_are_tried_with_the_versions_that_run() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_says_what_and_never_from_where(lock: str) -> None:
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        assert re.match(r"[\w.-]+==\S+|    --hash=sha256:[0-9a-f]{64}( \\)?$|    # ", line)
        assert "://" not in line


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]

    assert len(entries) == len(pins(lock))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_help_lists_the_targets_that_people_use() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    for target in ("install", "run", "test", "check", "fmt", "bench", "neo4j", "lock", "screenshots"):
        assert f"make {target} " in said


def test_a_missing_python_gets_a_sentence(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())

    done = subprocess.run(
        ["make", "install", "PYTHONS=python2.9"], cwd=tmp_path, check=False, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert "graphdir needs Python 3.11 or newer, and none was found" in done.stderr


def test_containers_are_reached_from_this_machine_only() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    ports = [port for service in services.values() for port in service["ports"]]

    assert len(ports) == len(services)
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert services["graphdir"]["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert "NEO4J_PASSWORD:?" in services["neo4j"]["environment"]["NEO4J_AUTH"]
