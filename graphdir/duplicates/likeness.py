"""Whether two entries are one organisation: named signals, and reasons in words.

Each signal looks at one thing (what they are called, what they are, where they are, how they are reached) and says
how strongly it speaks for or against. The weights are set by hand and tried on labelled pairs; docs/duplicates.md
tells how well they do on pairs that were not looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import exp, inf, log
from typing import Final, Literal

from graphdir import text
from graphdir.duplicates.called import called
from graphdir.duplicates.entry import Read, read_in
from graphdir.duplicates.located import place, streets
from graphdir.duplicates.sentences import sentence
from graphdir.duplicates.sorts import kinds, sorts
from graphdir.duplicates.terms import worth
from graphdir.duplicates.weights import EVEN, WEIGHTS, Finding
from graphdir.model import Organisation
from graphdir.taxonomy import Taxonomy

Verdict = Literal["same", "unsure", "different"]

# As many letters of another name in an address are no chance.
_LONG_ADDRESS: Final = 8
SAME: Final = 0.5
SURE: Final = 0.75
"""From here on hardly one of 400 labelled pairs that are called the same is not; below, one of five."""
UNSURE: Final = 0.17
_JUST_UNSURE: Final = 0.49
# No names speak more for it than equal ones.
_MOST_BY_NAME: Final = WEIGHTS["name_equal"] + WEIGHTS["name"] * (1 - EVEN)
_NAMES_APART: Final = -1.9
_REACHED_ALIKE: Final = frozenset({"email_same", "phone_same"})


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for (above 0) or against it, in log-odds, with the sentence that people read."""

    signal: str
    contribution: float
    text: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two entries are one organisation (0 to 1), what follows from it, and why, the weightiest first."""

    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


def same(one: Organisation, other: Organisation, taxonomy: Taxonomy | None = None) -> Likeness:
    """Compare two entries; their ids do not matter, and the order of the two does not either."""
    return told(*weighed(read_in(one, taxonomy), read_in(other, taxonomy)))


def weighed(one: Read, other: Read, at_least: float = 0.0) -> tuple[float, Sequence[Finding]]:
    """Return the score and the findings that make it, of the two names that go together best.

    The two come in one order whichever way they are given, so that the score is one, too. Where that cannot be
    ``at_least`` so much, whatever the names, it is 0 without findings.
    """
    if _order(other) < _order(one):
        one, other = other, one
    beside = [finding for signal in _BESIDE_NAMES for finding in signal(one, other)]
    base = WEIGHTS["prior"] + sum(finding.contribution for finding in beside)
    reached = not _REACHED_ALIKE.isdisjoint(finding.signal for finding in beside)
    least = _log_odds(at_least) - _MOST_BY_NAME if at_least and not reached else -inf
    best: tuple[float, list[Finding]] | None = None
    for mine in one.names:
        for theirs in other.names:
            found = [*sorts(mine, theirs, one, other), *place(mine, theirs, one, other)]
            total = base + sum(finding.contribution for finding in found)
            if total < least:
                continue
            named = called(mine, theirs, one, other)
            total += sum(finding.contribution for finding in named)
            if best is None or total > best[0]:
                best = total, found + named
    if best is None:
        return 0.0, ()
    found = [*best[1], *beside]
    score = 1 / (1 + exp(-max(-30.0, min(30.0, best[0]))))
    signals = {finding.signal for finding in found}
    if _are_called_otherwise(found, signals):
        return min(score, _JUST_UNSURE), found
    only_people_know = _may_have_moved(signals) or _may_be_all_of_it(signals, one, other)
    return (max(score, UNSURE) if only_people_know else score), found


def _log_odds(score: float) -> float:
    return log(score / (1 - score)) if score < 1 else inf


def _are_called_otherwise(found: Iterable[Finding], signals: AbstractSet[str]) -> bool:
    """Tell whether the names speak against it: a town's schools may have one mailbox and one switchboard."""
    of_names = sum(finding.contribution for finding in found if finding.signal in {"name", "name_equal"})
    if of_names <= _NAMES_APART:
        return not signals.isdisjoint(_REACHED_ALIKE)
    return of_names < 0 and not signals.isdisjoint({"name_both", "head"})


def _may_have_moved(signals: AbstractSet[str]) -> bool:
    """Tell whether both have one name, and one mailbox or telephone, in two towns."""
    return {"name_equal", "place_other"} <= signals and not signals.isdisjoint(_REACHED_ALIKE)


def _may_be_all_of_it(signals: AbstractSet[str], one: Read, other: Read) -> bool:
    """Tell whether one looks like a part of the other, and both have one mailbox or telephone, as one body would.

    Offices and services under one roof have one switchboard.
    """
    roofs = any(name.brands or name.levels or name.forms for entry in (one, other) for name in entry.names)
    return {"part", "place_same"} <= signals and not signals.isdisjoint(_REACHED_ALIKE) and not roofs


def _order(entry: Read) -> tuple[str, ...]:
    organisation = entry.organisation
    return (organisation.name, *organisation.aliases, organisation.town, organisation.postcode, organisation.street)


def told(score: float, findings: Iterable[Finding]) -> Likeness:
    """Put what was found into words, the weightiest first."""
    reasons = [
        Reason(
            finding.signal,
            round(finding.contribution, 2),
            sentence(finding.signal, finding.contribution, finding.words),
        )
        for finding in sorted(findings, key=lambda finding: (-abs(finding.contribution), finding.signal))
        if finding.contribution
    ]
    return Likeness(round(score, 3), verdict_of(score), tuple(reasons))


def verdict_of(score: float) -> Verdict:
    """Return what follows from a score: the same from ``SAME`` on, unsure from ``UNSURE`` on."""
    return "same" if score >= SAME else "unsure" if score >= UNSURE else "different"


def _reached(one: Read, other: Read) -> list[Finding]:
    found: list[Finding] = []
    if one.host and other.host and not (one.host == other.host and (_is_roof(one) or _is_roof(other))):
        signal = "website_same" if one.host == other.host else "website_other"
        found.append(Finding.of(signal, one.host, other.host))
    if one.mail and one.mail == other.mail:
        found.append(Finding.of("email_same", one.mail))
    elif shared := _domains(one) & _domains(other) - ({one.host} if one.host == other.host else set()):
        found.append(Finding.of("mail_domain", *sorted(shared)))
    if one.phone and one.phone == other.phone:
        found.append(Finding.of("phone_same", one.organisation.phone))
    return found + _addressed(one, other) + _addressed(other, one)


def _is_roof(entry: Read) -> bool:
    """Tell whether an entry says no more than the roof under which many work, and no place: all have its website."""
    return not (entry.town or entry.postcode) and all(
        name.brands and name.brands >= {*name.core} for name in entry.names
    )


def _domains(entry: Read) -> set[str]:
    return {entry.host, entry.domain} - {""}


def _addressed(one: Read, other: Read) -> list[Finding]:
    """Tell whether one's address on the web or for mail bears the other's name, where its own name is another."""
    if other.host or other.domain or not (one.host or one.domain):
        return []
    address = "".join(text.words(f"{one.host} {one.domain}"))
    own = {word for name in one.names for word in name.core}
    for name in other.names:
        new = [word for word in name.core if word not in own | one.town and worth(word) == 1]
        if len("".join(new)) >= _LONG_ADDRESS and all(word in address for word in new):
            return [Finding.of("address_named", one.host or one.domain)]
    return []


_BESIDE_NAMES: Final[tuple[Callable[[Read, Read], list[Finding]], ...]] = (kinds, streets, _reached)
