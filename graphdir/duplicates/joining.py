"""Two entries made one: what the one that stays takes over from the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from graphdir.duplicates.places import street_of
from graphdir.model import Organisation, Project, earliest, latest
from graphdir.text import fold, listable, words

# Of an address one entry has all or nothing: half of the one and half of the other are where nobody is.
_ADDRESS: Final = ("street", "postcode", "town", "municipality")
# Of these both entries' values are kept, each once.
_LISTS: Final = ("further_kinds", "topics", "keywords", "target_groups")
_TEXTS: Final = (
    "school_type", "recognised_75", "street", "postcode", "town", "municipality", "region", "country", "website",
    "email", "phone", "description", "valid_from", "valid_to",
)  # fmt: skip
_LISTS_OF_PROJECTS: Final = ("topics", "target_groups")
_FACTS_OF_PROJECTS: Final = ("kind", "status", "starts_on", "ends_on", "amount_eur", "programme", "description")


def sources_of(one: str, other: str) -> str:
    """Return the sources of both, each once, as one text."""
    return "; ".join(dict.fromkeys(source for told in (one, other) for source in told.split("; ") if source))


def one_of(kept: Organisation, old: Organisation) -> tuple[Organisation, list[tuple[str, str, str]]]:
    """Return the entry with what the other knows more, and what they contradict each other in.

    Names of the other become aliases, its id too where it has one of its own. A contradiction is the field, what is
    kept, and what the other says.
    """
    elsewhere = _is_elsewhere(kept, old)
    told = replace(old, **{name: getattr(kept, name) for name in _ADDRESS}) if elsewhere else old
    values, conflicts = _filled(kept, told, _TEXTS, _LISTS)
    if elsewhere:
        said = ((name, getattr(kept, name), getattr(old, name)) for name in _ADDRESS)
        conflicts += [(name, mine, theirs) for name, mine, theirs in said if theirs not in ("", mine)]
    values["aliases"] = _aliases(kept, old)
    if old.kind not in (kept.kind, "unknown"):
        values["further_kinds"] = tuple(dict.fromkeys((*kept.further_kinds, old.kind, *old.further_kinds)))
    if kept.latitude is None and not elsewhere:
        values |= {name: getattr(old, name) for name in ("latitude", "longitude", "position_quality")}
    _keep_period(values, kept, "valid_from", "valid_to")
    return replace(kept, **values), conflicts


def still_there(
    merged: Organisation, kept: Organisation, old: Organisation
) -> tuple[Organisation, list[tuple[str, str, str]]]:
    """Return what two stored entries were made, open where one of them is, and the end that was not kept."""
    if kept.valid_to and old.valid_to:
        return merged, []
    ended = kept.valid_to or old.valid_to
    return replace(merged, valid_to=""), [("valid_to", "", ended)] if ended else []


def one_project_of(kept: Project, old: Project) -> tuple[Project, list[tuple[str, str, str]]]:
    """Return the project with what the other knows more, and what they contradict each other in; see ``one_of``."""
    values, conflicts = _filled(kept, old, _FACTS_OF_PROJECTS, _LISTS_OF_PROJECTS)
    _keep_period(values, kept, "starts_on", "ends_on")
    return replace(kept, **values), conflicts


def _filled(
    kept: Organisation | Project, old: Organisation | Project, facts: Sequence[str], lists: Sequence[str]
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """Return the fields that both together give, and the contradictions."""
    values: dict[str, Any] = {"source": sources_of(kept.source, old.source)}
    conflicts: list[tuple[str, str, str]] = []
    for name in facts:
        mine, theirs = getattr(kept, name), getattr(old, name)
        if mine in ("", None):
            values[name] = theirs
        elif theirs not in ("", None, mine):
            conflicts.append((name, str(mine), str(theirs)))
    for name in lists:
        values[name] = tuple(dict.fromkeys((*getattr(kept, name), *getattr(old, name))))
    values["last_confirmed"] = max(kept.last_confirmed, old.last_confirmed, key=earliest)
    return values, conflicts


def _is_elsewhere(one: Organisation, other: Organisation) -> bool:
    """Tell whether two addresses contradict each other, so that neither tells more of the other."""
    streets = street_of(one.street), street_of(other.street)
    if one.street and other.street and streets[0] != streets[1]:
        return True
    if one.postcode and other.postcode:
        return one.postcode != other.postcode
    towns = set(words(one.town)), set(words(other.town))
    return bool(one.town and other.town) and not (towns[0] <= towns[1] or towns[1] <= towns[0])


def _keep_period(values: dict[str, Any], kept: Organisation | Project, start: str, end: str) -> None:
    """Leave the period as it was where the two together make none."""
    begins, ends = (str(values.get(name, getattr(kept, name))) for name in (start, end))
    if begins and ends and earliest(begins) > latest(ends):
        values |= {start: getattr(kept, start), end: getattr(kept, end)}


def _aliases(kept: Organisation, old: Organisation) -> tuple[str, ...]:
    names = (*kept.aliases, listable(old.name), *old.aliases, *({old.id} - {kept.id}))
    return tuple(dict.fromkeys(name for name in names if name != kept.name and (name == old.id or fold(name))))
