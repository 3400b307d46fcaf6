"""Two entries made one: what the one that stays takes over from the other."""

from dataclasses import replace
from typing import Final

from graphdir.model import Organisation, earliest, latest
from graphdir.text import fold

# Of these both entries' values are kept, each once.
_LISTS: Final = ("further_kinds", "topics", "keywords", "target_groups")
_TEXTS: Final = (
    "school_type", "recognised_75", "street", "postcode", "town", "municipality", "region", "country", "website",
    "email", "phone", "description", "valid_from", "valid_to",
)  # fmt: skip


def sources_of(one: str, other: str) -> str:
    """Return the sources of both, each once, as one text."""
    return "; ".join(dict.fromkeys(source for told in (one, other) for source in told.split("; ") if source))


def one_of(kept: Organisation, old: Organisation) -> tuple[Organisation, list[tuple[str, str, str]]]:
    """Return the entry with what the other knows more, and what they contradict each other in.

    Names of the other become aliases, its id too where it has one of its own. A contradiction is the field, what is
    kept, and what the other says.
    """
    values: dict[str, object] = {"aliases": _aliases(kept, old), "source": sources_of(kept.source, old.source)}
    conflicts: list[tuple[str, str, str]] = []
    for name in _TEXTS:
        mine, theirs = getattr(kept, name), getattr(old, name)
        if mine in ("", None):
            values[name] = theirs
        elif theirs not in ("", None, mine):
            conflicts.append((name, str(mine), str(theirs)))
    for name in _LISTS:
        values[name] = tuple(dict.fromkeys((*getattr(kept, name), *getattr(old, name))))
    if old.kind not in (kept.kind, "unknown"):
        values["further_kinds"] = tuple(dict.fromkeys((*kept.further_kinds, old.kind, *old.further_kinds)))
    if kept.latitude is None:
        values |= {name: getattr(old, name) for name in ("latitude", "longitude", "position_quality")}
    values["last_confirmed"] = max(kept.last_confirmed, old.last_confirmed, key=earliest)
    start, end = str(values.get("valid_from", kept.valid_from)), str(values.get("valid_to", kept.valid_to))
    if start and end and earliest(start) > latest(end):
        values |= {"valid_from": kept.valid_from, "valid_to": kept.valid_to}
    return replace(kept, **values), conflicts  # type: ignore[arg-type]


def _aliases(kept: Organisation, old: Organisation) -> tuple[str, ...]:
    names = (*kept.aliases, old.name, *old.aliases, *({old.id} - {kept.id}))
    return tuple(dict.fromkeys(name for name in names if name != kept.name and (name == old.id or fold(name))))
