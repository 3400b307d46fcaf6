"""What is measured and how: figures beside their floor, medians, and what machine it was."""

import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, Final, TypeVar

_T = TypeVar("_T")
_ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = Path(__file__).parent / "results"
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a figure should be: at most or at least, in the figure's unit or as the ratio."""

    of: str
    most: float | None = None
    least: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    ``values`` by name (``value`` alone, or ``p50`` and ``p95``), ``floor`` likewise where there is
    one; ``ratio`` compares the two, 1 being the floor itself. ``when`` is the run that it is of, empty while that runs.
    """

    part: str
    store: str
    name: str
    unit: str
    values: Mapping[str, float]
    floor: Mapping[str, float] = field(default_factory=dict)
    ratio: float | None = None
    aim: Aim | None = None
    note: str = ""
    when: str = ""

    @property
    def met(self) -> bool | None:
        """Tell whether the aim is reached; None without one."""
        if self.aim is None:
            return None
        value = self.ratio if self.aim.of == "ratio" else self.values[self.aim.of]
        if value is None:
            return None
        return (self.aim.most is None or value <= self.aim.most) and (self.aim.least is None or value >= self.aim.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All figures of a machine, and what they are about."""

    machine: Mapping[str, Any]
    data: Mapping[str, Any]
    figures: Sequence[Figure]

    @property
    def path(self) -> Path:
        """Return the file that keeps it."""
        return RESULTS / f"{self.machine['name']}.json"

    def is_of_other_data(self) -> bool:
        """Tell whether figures of another network are kept, which these cannot stand beside."""
        return self.path.exists() and read_report(self.path).data != self.data

    def save(self) -> Path:
        """Write it as JSON; parts that were not measured anew are kept, and say where they were.

        Raises:
            ValueError: what is kept is of other data (``is_of_other_data``).
        """
        if self.is_of_other_data():
            raise ValueError(self.path)
        measured = {(figure.part, figure.store) for figure in self.figures}
        earlier = read_report(self.path).figures if self.path.exists() else ()
        kept = [figure for figure in earlier if (figure.part, figure.store) not in measured]
        when = _this_run(self.machine)
        new = [replace(figure, when=when) for figure in self.figures]
        content = asdict(self) | {"figures": [asdict(figure) for figure in (*kept, *new)]}
        RESULTS.mkdir(exist_ok=True)
        self.path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return self.path


def read_report(path: Path) -> Report:
    """Read what ``Report.save`` wrote."""
    content = json.loads(path.read_text("utf-8"))
    figures = [
        Figure(**(stored | {"aim": Aim(**stored["aim"]) if stored["aim"] else None}))
        for stored in content.pop("figures")
    ]
    return Report(**content, figures=figures)


def _this_run(where: Mapping[str, Any]) -> str:
    """Return when and of what this run is: the day, the machine, the revision, how busy it is."""
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    day = date.today().isoformat()  # noqa: DTZ011  the day where it ran
    load = f"load average {os.getloadavg()[0]:.1f} at the end"
    return (
        f"{day} on {where['cores']} cores ({where['processor']}), Python {where['python']}, revision {revision}, {load}"
    )


def machine() -> dict[str, Any]:
    """Describe the machine without naming it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "name": f"{platform.system()}-{platform.machine()}-{cores}cores".lower(),
        "processor": _processor(),
        "cores": cores,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def milliseconds(calls: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return p50 and p95 over the calls of each call's median time; one more round goes before."""
    for call in calls:
        call()
    times: list[list[float]] = [[] for _call in calls]
    for _round in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            start = perf_counter()
            call()
            taken.append((perf_counter() - start) * 1000)
    return percentiles([median(taken) for taken in times])


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile."""
    if len(values) < 2:
        return {"p50": round(values[0], 2), "p95": round(values[0], 2)}
    cuts = quantiles(values, n=20, method="inclusive")
    return {"p50": round(median(values), 2), "p95": round(cuts[-1], 2)}


def in_own_process(work: Callable[..., _T], *arguments: object) -> _T:
    """Run a function of a module in a fresh interpreter: clean memory, clean caches."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def peak_mb() -> float:
    """Return the most memory that this process has had so far, with that of the largest it started and ended."""
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


def resident_mb(pid: int) -> float:
    """Return the memory that a process has at present; 0 where that is not told."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    for line in status.read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024)
    return 0.0
