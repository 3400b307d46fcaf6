"""How well entries are told apart, on the labelled pairs, and what searching a large list for duplicates takes."""

from collections.abc import Iterator
from os import times
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.figures import Aim, Figure, in_own_process, peak_mb
from benchmarks.parts import Setting
from graphdir.bootstrap import open_store
from graphdir.directory import Directory
from graphdir.duplicates.pairs import compared, quality
from graphdir.importing.pairs import read_pairs

PAIRS: Final = Path(__file__).parent.parent / "tests" / "data" / "duplicates"
_PRECISION: Final = Aim(of="value", least=98)
_RECALL: Final = Aim(of="value", least=95)
_SECONDS: Final = Aim(of="value", most=20)
_MEMORY: Final = Aim(of="value", most=1024)


def measure_duplicates(setting: Setting) -> list[Figure]:
    """Compare the labelled pairs by set, and check the network's organisations as a list for an empty store."""
    if setting.store != "sqlite":
        return []
    return [*_told(), *_searched(setting)]


def _told() -> Iterator[Figure]:
    for name_of_set in ("pairs", "second", "third", "fourth", "fifth", "sixth", "seventh"):
        reached = quality(compared(read_pairs(PAIRS / f"{name_of_set}.csv")))
        counted = f"{reached.right} right, {reached.wrong} wrong, {reached.missed} missed, {reached.apart} kept apart"
        for name, value, aim in (
            ("precision", reached.precision, _PRECISION),
            ("recall", reached.recall, _RECALL),
        ):
            yield Figure(
                part="duplicates",
                store="sqlite",
                name=f"{name}, {name_of_set}.csv",
                unit="%",
                values={"value": round(100 * value, 1)},
                aim=aim,
                note=counted,
            )


def _searched(setting: Setting) -> list[Figure]:
    rows, seconds, used, peak, found = in_own_process(_plan, setting.folder, setting.work)
    return [
        setting.figure(
            "duplicates",
            "a list checked, compared with the store and searched for duplicates",
            "s",
            values={"value": round(seconds, 1)},
            aim=_SECONDS,
            note=f"{rows:,} rows, {found:,} possible duplicates; {used:.1f} s of CPU time in two processes",
        ),
        setting.figure("duplicates", "memory for it, of both", "MB", values={"value": round(peak)}, aim=_MEMORY),
    ]


def _plan(folder: Path, work: Path) -> tuple[int, float, float, float, int]:
    directory = Directory(open_store(f"sqlite:///{work / 'duplicates.db'}"))
    start, used = perf_counter(), _cpu()
    plan = directory.plan_import([folder / "organisations.csv"])
    taken = perf_counter() - start
    return len(plan.changes.changes), taken, _cpu() - used, peak_mb(), len(plan.duplicates)


def _cpu() -> float:
    """Return the seconds that processors worked for this process and those that it started and ended."""
    return sum(times()[:4])
