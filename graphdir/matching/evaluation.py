"""How well the ranking finds the partners of projects that it has not seen."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import log2
from random import Random
from time import perf_counter
from typing import Any, Final, Literal

from graphdir import text
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.matching.exposure import NOBODY, Exposure
from graphdir.matching.index import MatchIndex
from graphdir.matching.need import LONGEST_IDEA, Need
from graphdir.matching.push import local_push
from graphdir.matching.query import Query, look_up
from graphdir.matching.ranking import in_order
from graphdir.matching.snapshot import Network
from graphdir.matching.weights import WEIGHTS
from graphdir.model import Organisation, Participation, Project, earliest, is_date
from graphdir.store import Progress, no_progress

Seeker = Literal["lead", "each", "site"]
Told = Literal["none", "title", "all"]
MEASURES: Final = ("recall_at_10", "mrr", "ndcg_at_10", "hit_at_5")
BASELINES: Final = ("popularity", "nearest", "common_neighbours", "topic_region", "pagerank_mixed")
_TOP: Final = 10
_RESAMPLES: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A hidden project as its seeker knew it, and who the partners turned out to be."""

    need: Need
    truth: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was known before a cutoff, and the questions that came after."""

    index: MatchIndex
    candidates: frozenset[str]
    questions: tuple[Question, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Whom the ranking and each baseline propose, a list a question, best first; ``seconds`` the ranking took."""

    rankings: Mapping[str, Sequence[Sequence[str]]]
    seconds: float


def past_of(  # noqa: PLR0913  one argument an option of the command
    network: Network,
    cutoff: str,
    until: str = "9999-12-31",
    *,
    seeker: Seeker = "lead",
    told: Told = "none",
    mask_names: bool = False,
    new_edges: bool = False,
) -> Past:
    """Hide all that began on or after ``cutoff``; ask about what began before ``until``.

    Candidates are the organisations with an earlier participation; with ``new_edges`` those that
    led a project, since only leads are asked for. Projects without a date are never known and
    never asked about: nobody can say on which side of the cutoff they lie.

    Raises:
        InvalidInputError: ``cutoff`` is no date, or nothing lies before or after it.
    """
    day, end = first_day(cutoff), earliest(until)
    before = {p.id: p for p in network.projects if p.starts_on and earliest(p.starts_on) < day}
    after = [p for p in network.projects if p.starts_on and day <= earliest(p.starts_on) < end]
    earlier = [part for part in network.participations if part.project_id in before]
    if not before or not after:
        raise InvalidInputError(
            _("Before and after %(date)s there have to be projects with a date; there are not.", date=cutoff)
        )
    index = MatchIndex.build(
        network.taxonomy,
        network.organisations,
        before.values(),
        [r for r in network.relations if r.valid_from and earliest(r.valid_from) < day],
        earlier,
    )
    candidates = frozenset(part.organisation_id for part in earlier if not new_edges or part.role == "lead")
    members: defaultdict[str, list[Participation]] = defaultdict(list)
    for part in network.participations:
        members[part.project_id].append(part)
    asked: list[Question] = []
    left_out = 0
    pairs = _pairs(members, before) if new_edges else set()
    for project in sorted(after, key=lambda p: (earliest(p.starts_on), p.id)):
        for seeker_id, partners in _sides(members[project.id], seeker, pairs if new_edges else None):
            truth = frozenset(partners) & candidates
            if not truth:
                left_out += 1
                continue
            words = _words_of(project, told)
            if mask_names:
                words = _masked(words, [index.organisations[id_] for id_ in partners])
            need = Need(
                seeker=seeker_id,
                topics=project.topics,
                target_groups=project.target_groups,
                kind=project.kind,
                text=words[:LONGEST_IDEA],
                on=earliest(project.starts_on),
            )
            asked.append(Question(need=need, truth=truth, known=frozenset(_known(index, seeker_id))))
    return Past(index=index, candidates=candidates, questions=tuple(asked), left_out=left_out)


def first_day(cutoff: str) -> str:
    """Return the day (ISO) from which on all is hidden.

    Raises:
        InvalidInputError: it is no date.
    """
    if not is_date(cutoff):
        raise InvalidInputError(_("“%(date)s” is no date. Write 2027, 2027-02 or 2027-02-01.", date=cutoff))
    return earliest(cutoff)


def evaluate(
    past: Past, *, weights: Mapping[str, float] = WEIGHTS, balanced: bool = False, progress: Progress = no_progress
) -> dict[str, Any]:
    """Return the figures of ranking and baselines, as DESIGN.md names them.

    Intervals are 95 % percentile bootstrap over questions; differences are paired.

    Raises:
        InvalidInputError: no question has a partner among the candidates.
    """
    answers = answer(past, weights=weights, balanced=balanced, progress=progress)
    rankings = answers.rankings
    figures = {name: _figures(past, found) for name, found in rankings.items()}
    own = figures["ranking"]
    return {
        "queries": len(past.questions),
        "left_out": past.left_out,
        "candidates": len(past.candidates),
        **own,
        "baselines": {name: figures[name] for name in BASELINES},
        "difference_to_pagerank_mixed": _differences(past, rankings["ranking"], rankings["pagerank_mixed"]),
        "interval_95": _intervals(past, rankings["ranking"]),
        "milliseconds_per_query": round(1000 * answers.seconds / len(past.questions), 2),
    }


def answer(
    past: Past,
    *,
    weights: Mapping[str, float] = WEIGHTS,
    balanced: bool = False,
    baselines: Sequence[str] = BASELINES,
    progress: Progress = no_progress,
) -> Answers:
    """Ask every question of the ranking and the baselines.

    Raises:
        InvalidInputError: no question has a partner among the candidates.
    """
    if not past.questions:
        raise InvalidInputError(_("No project after the date has a partner that was known before it."))
    rankings: dict[str, list[list[str]]] = {name: [] for name in ("ranking", *baselines)}
    seconds = 0.0
    exposure = Exposure()
    for number, question in enumerate(past.questions):
        need = replace(question.need, balanced=balanced)
        started = perf_counter()
        query = look_up(past.index, need, need.on, among=past.candidates)
        found = in_order(query, weights, exposure.in_other_lists(need) if balanced else NOBODY)
        exposure.record(need, found)
        rankings["ranking"].append(found)
        seconds += perf_counter() - started
        for name in baselines:
            rankings[name].append(_baseline(name, past, query))
        progress(number + 1, len(past.questions))
    return Answers(rankings=rankings, seconds=seconds)


def _sides(
    parts: Sequence[Participation], seeker: Seeker, old_pairs: set[tuple[str, str]] | None
) -> list[tuple[str, list[str]]]:
    """Return who seeks and whom it finds: one side of a project or several."""
    ids = sorted({part.organisation_id for part in parts})
    leads = sorted({part.organisation_id for part in parts if part.role == "lead"})
    sites = sorted({part.organisation_id for part in parts if part.role == "site"})
    if old_pairs is not None:
        found = []
        for site in sites:
            new = [lead for lead in leads if (site, lead) not in old_pairs and lead != site]
            old_pairs.update((site, lead) for lead in new)
            if new:
                found.append((site, new))
        return found
    seekers = {"lead": leads[:1], "site": sites, "each": ids}[seeker]
    return [(one, [other for other in ids if other != one]) for one in seekers]


def _pairs(members: Mapping[str, Sequence[Participation]], before: Mapping[str, Project]) -> set[tuple[str, str]]:
    return {
        (site.organisation_id, lead.organisation_id)
        for project in before
        for site in members[project]
        if site.role == "site"
        for lead in members[project]
        if lead.role == "lead"
    }


def _words_of(project: Project, told: Told) -> str:
    return {"none": "", "title": project.title, "all": f"{project.title} {project.description}"}[told]


def _masked(words: str, partners: Sequence[Organisation]) -> str:
    """Remove the words that occur in a true partner's name or town."""
    given_away = {
        word
        for partner in partners
        for part in (partner.name, partner.town, *partner.aliases)
        for word in text.words(part)
    }
    return " ".join(word for word in words.split() if not given_away.intersection(text.words(word)))


def _known(index: MatchIndex, id_: str) -> set[str]:
    found = {member for project in index.projects_of.get(id_, ()) for member in index.members[project]}
    return found - {id_}


def _baseline(name: str, past: Past, query: Query) -> list[str]:
    """Rank all candidates by one simple idea; those that it says nothing of are left out."""
    values = _BASELINES[name](past, query)
    own = query.need.seeker
    return [id_ for _value, id_ in sorted((-value, id_) for id_, value in values.items() if id_ != own and value)]


def _popularity(past: Past, query: Query) -> dict[str, float]:
    return {id_: float(len(query.index.projects_of.get(id_, ()))) for id_ in past.candidates}


def _nearest(past: Past, query: Query) -> dict[str, float]:
    return {id_: 1 / (1 + km) for id_ in past.candidates if (km := query.distance(id_)) is not None}


def _common_neighbours(past: Past, query: Query) -> dict[str, float]:
    index = query.index
    counts: Counter[str] = Counter()
    for partner in _known(index, query.need.seeker):
        counts.update(_known(index, partner))
    return {id_: float(counts[id_]) for id_ in past.candidates}


def _topic_region(past: Past, query: Query) -> dict[str, float]:
    """Projects on the need's topics; in the same region they count double."""
    index = query.index
    counts: Counter[str] = Counter()
    for topic in query.topics:
        for project in index.projects_on.get(topic, ()):
            counts.update(index.members[project].keys())
    return {
        id_: number * (2.0 if index.region(index.organisations[id_]) == query.region else 1.0)
        for id_, number in counts.items()
        if id_ in past.candidates
    }


def _pagerank_mixed(past: Past, query: Query) -> dict[str, float]:
    """Personalised PageRank on the mixed graph: seeker 1, topics .5, region .25."""
    seeds = {f"o{query.need.seeker}": 1.0, f"r{query.region}": 0.25}
    seeds |= {f"t{topic}": 0.5 / len(query.need.topics) for topic in query.need.topics}
    rank = local_push(query.index.edges, query.index.strength, seeds, epsilon=1e-7)
    return {id_: rank.get(f"o{id_}", 0.0) for id_ in past.candidates}


_BASELINES: Final[Mapping[str, Callable[[Past, Query], dict[str, float]]]] = {
    "popularity": _popularity,
    "nearest": _nearest,
    "common_neighbours": _common_neighbours,
    "topic_region": _topic_region,
    "pagerank_mixed": _pagerank_mixed,
}


def _figures(past: Past, rankings: Sequence[Sequence[str]]) -> dict[str, Any]:
    shown = Counter(id_ for ranking in rankings for id_ in ranking[:_TOP])
    return {
        **_means(measured(past, rankings, new=False)),
        "new_partners": _means(measured(past, rankings, new=True)),
        "coverage_at_10": round(len(shown) / len(past.candidates), 4),
        "gini_at_10": round(_gini([shown[id_] for id_ in past.candidates]), 4),
    }


def measured(past: Past, rankings: Sequence[Sequence[str]], *, new: bool) -> dict[str, list[float]]:
    """Return every measure of every question; with ``new`` known partners are taken out on both sides.

    Questions without a true partner that is left are passed over.
    """
    found: dict[str, list[float]] = {name: [] for name in MEASURES}
    for question, ranking in zip(past.questions, rankings, strict=True):
        truth = question.truth - question.known if new else question.truth
        if not truth:
            continue
        kept = [id_ for id_ in ranking if id_ not in question.known] if new else ranking
        for name, value in _measures(kept, truth).items():
            found[name].append(value)
    return found


def ndcg(ranking: Sequence[Hashable], truth: AbstractSet[Hashable]) -> float:
    """Return what the true ones among the first ten gain by their places, beside the best order."""
    gain = sum(1 / log2(place + 2) for place, one in enumerate(ranking[:_TOP]) if one in truth)
    return gain / sum(1 / log2(place + 2) for place in range(min(_TOP, len(truth))))


def _measures(ranking: Sequence[str], truth: frozenset[str]) -> dict[str, float]:
    places = [place for place, id_ in enumerate(ranking) if id_ in truth]
    return {
        "recall_at_10": sum(place < _TOP for place in places) / len(truth),
        "mrr": 1 / (places[0] + 1) if places else 0.0,
        "ndcg_at_10": ndcg(ranking, truth),
        "hit_at_5": float(any(place < 5 for place in places)),  # noqa: PLR2004
    }


def _means(found: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: round(sum(values) / len(values), 4) if values else 0.0 for name, values in found.items()}


def _gini(values: Sequence[int]) -> float:
    """Return how unevenly the places are shared out: 0 alike, 1 all to one."""
    ordered = sorted(values)
    total = sum(ordered)
    if not total:
        return 0.0
    weighted = sum(rank * value for rank, value in enumerate(ordered, start=1))
    return (2 * weighted / total - len(ordered) - 1) / len(ordered)


def _intervals(past: Past, rankings: Sequence[Sequence[str]]) -> dict[str, list[float]]:
    return {name: interval_95(values) for name, values in measured(past, rankings, new=False).items()}


def _differences(
    past: Past, ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> dict[str, dict[str, Any]]:
    """Return mean difference and interval of each measure, question by question."""
    result: dict[str, dict[str, Any]] = {}
    for new in (False, True):
        mine, other = measured(past, ours, new=new), measured(past, theirs, new=new)
        for name in MEASURES:
            gaps = [a - b for a, b in zip(mine[name], other[name], strict=True)]
            mean = sum(gaps) / len(gaps) if gaps else 0.0
            result[f"new_{name}" if new else name] = {"mean": round(mean, 4), "interval_95": interval_95(gaps)}
    return result


def interval_95(values: Sequence[float]) -> list[float]:
    """Return the ends of the 95 % percentile bootstrap interval of a mean, the same each time; zeros for no values."""
    if not values:
        return [0.0, 0.0]
    random = Random(0)  # noqa: S311  the same figures for the same run
    size = len(values)
    means = sorted(sum(random.choices(values, k=size)) / size for _sample in range(_RESAMPLES))
    return [round(means[int(0.025 * _RESAMPLES)], 4), round(means[int(0.975 * _RESAMPLES) - 1], 4)]
