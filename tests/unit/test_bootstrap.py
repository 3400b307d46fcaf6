"""Settings that make no sense stop the start."""

import re
from pathlib import Path

import pytest
import yaml

from graphdir.bootstrap import Settings
from graphdir.errors import InvalidInputError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("typed", ["localhost", "10.0.0.0/8", "127.0.0.1 10.0.0.1", "127.0.0.1:80"])
def test_a_proxy_that_would_never_be_believed_stops_the_start(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="GRAPHDIR_TRUSTED_PROXY"):
        Settings.from_env({"GRAPHDIR_TRUSTED_PROXY": typed})


@pytest.mark.parametrize(
    ("typed", "meant"), [("", ""), ("*", "*"), ("127.0.0.1", "127.0.0.1"), ("0:0:0:0:0:0:0:1", "::1")]
)
def test_a_proxy_is_an_address(typed: str, meant: str) -> None:
    assert Settings.from_env({"GRAPHDIR_TRUSTED_PROXY": typed}).trusted_proxy == meant


@pytest.mark.parametrize(
    "typed", ["netz.example.de", "javascript:x", "ftp://x.de", "https://", "https://a b", "https://x/?a", "https://a@b"]
)
def test_a_site_without_an_address_stops_the_start(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="GRAPHDIR_SITE"):
        Settings.from_env({"GRAPHDIR_SITE": typed})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("", ""), ("https://netz.example.de/", "https://netz.example.de"), ("http://[::1]:8000", "http://[::1]:8000")],
)
def test_a_site_is_a_web_address(typed: str, meant: str) -> None:
    assert Settings.from_env({"GRAPHDIR_SITE": typed}).site == meant


def documented() -> set[str]:
    table = (ROOT / "docs" / "operating.md").read_text("utf-8").split("## Serving")[0]
    return {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"GRAPHDIR_\w+|\bTZ\b", line)
    }


def test_an_empty_variable_is_as_none() -> None:
    assert Settings.from_env(dict.fromkeys(documented(), "")) == Settings.from_env({})


def test_the_containers_get_every_setting() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]

    assert documented() == set(services["graphdir"]["environment"])
