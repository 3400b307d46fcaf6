"""The shipped weights beside the PageRank and those of its own past, in invented networks of many sorts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, hypot
from random import Random
from statistics import fmean
from typing import Final

from benchmarks.figures import Aim, Figure, in_own_process
from benchmarks.parts import Setting
from graphdir.matching.evaluation import Past, answer, interval_95, measured, past_of
from graphdir.matching.fit import fit, samples_of
from graphdir.matching.snapshot import Network
from graphdir.model import Organisation, Participation, Project
from graphdir.taxonomy import Taxonomy

_FIRST_YEAR: Final = 2014
_YEARS: Final = 8
_CUTOFF: Final = "2020-07-01"
# Of each world so many networks are drawn, and of each so many questions at most.
_DRAWS: Final = 3
_QUESTIONS: Final = 150
_TOWNS: Final = 150
_COUNTRIES: Final = 8
_KINDS: Final = 12
_TOPICS: Final = 40
# Of how many, drawn by their size and by lot, a lead chooses a partner whom it does not know.
_LOOKED_AT: Final = (60, 30)
_ON_TOPIC: Final = 8.0
_ABOVE: Final = Aim(of="upper", least=0)
_PAGERANK: Final = "pagerank_mixed"
# By what is told: the measure, and whether known partners are taken out.
_MEASURES: Final = {
    "recall@10": ("recall_at_10", False),
    "NDCG@10": ("ndcg_at_10", False),
    "new partners, recall@10": ("recall_at_10", True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How an invented network comes about.

    ``again`` is how often a lead takes somebody whom it has worked with, ``near`` how much kilometres and ``on_topic``
    how much topics count otherwise, 0 for not at all; ``hubs`` how uneven sizes are; ``told`` whether anything is
    recorded beside who took part when, ``named`` whether names then say the kind.
    """

    name: str
    organisations: int = 1500
    projects: int = 1800
    again: float = 0.5
    near: float = 1.0
    on_topic: float = 0.5
    hubs: float = 1.0
    members: tuple[int, int] = (2, 6)
    told: bool = True
    named: bool = True


WORLDS: Final = (
    World(name="four of five partners are so again", again=0.8),
    World(name="the same, large projects and hubs", again=0.8, members=(4, 10), hubs=1.3),
    World(name="three of five", again=0.6),
    World(name="three of ten", again=0.3),
    World(name="two in a project", members=(2, 2)),
    World(name="far and wide", near=0.1),
    World(name="topics mean nothing", on_topic=0.0),
    World(name="nothing but projects is recorded", again=0.6, told=False, named=False),
    World(name="hubs", again=0.4, members=(3, 8), hubs=1.6),
    World(name="small", organisations=300, projects=400),
    World(name="nothing means anything", near=0.0, on_topic=0.0, named=False),
)


def measure_ranking(setting: Setting) -> list[Figure]:
    """Hide the last years of invented networks and compare both lists, question by question."""
    if setting.store != "sqlite":
        return []
    return [figure for world in WORLDS for figure in in_own_process(_compared, world)]


def _compared(world: World) -> list[Figure]:
    networks = [invented(replace(world, name=f"{world.name} {draw}")) for draw in range(1, _DRAWS + 1)]
    pasts = [_past_of(network) for network in networks]
    rankings = [answer(past, baselines=(_PAGERANK,)).rankings for past in pasts]
    fitted = answer(pasts[0], weights=fit(samples_of(networks[0], _CUTOFF, told=("none",))), baselines=())
    learned = [_recall(pasts[0], found["ranking"]) for found in (rankings[0], fitted.rankings)]

    def values(by: str, measure: str, *, new: bool) -> list[float]:
        found = (measured(past, each[by], new=new)[measure] for past, each in zip(pasts, rankings, strict=True))
        return [value for each in found for value in each]

    return [
        *(
            _figure(world, name, *(values(by, measure, new=new) for by in ("ranking", _PAGERANK)))
            for name, (measure, new) in _MEASURES.items()
        ),
        _learned(world, *learned),
    ]


def _past_of(network: Network) -> Past:
    past = past_of(network, _CUTOFF)
    if len(past.questions) <= _QUESTIONS:
        return past
    return replace(past, questions=tuple(Random(0).sample(past.questions, _QUESTIONS)))


def _recall(past: Past, ranking: Sequence[Sequence[str]]) -> float:
    return _mean(measured(past, ranking, new=False)["recall_at_10"])


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def _learned(world: World, before: float, after: float) -> Figure:
    return Figure(
        part="ranking",
        store="sqlite",
        name=f"{world.name}: recall@10 by weights of its own past above the shipped",
        unit="points",
        values={"value": round(100 * (after - before), 1)},
        note=f"{after:.3f} beside {before:.3f}",
    )


def _figure(world: World, name: str, own: Sequence[float], other: Sequence[float]) -> Figure:
    gaps = [one - another for one, another in zip(own, other, strict=True)]
    lower, upper = (100 * end for end in interval_95(gaps))
    return Figure(
        part="ranking",
        store="sqlite",
        name=f"{world.name}: {name} above PageRank",
        unit="points",
        values={"value": round(100 * _mean(gaps), 1), "upper": round(upper, 3)},
        aim=_ABOVE,
        note=f"[{lower:+.1f}, {upper:+.1f}]; {_mean(own):.3f} beside {_mean(other):.3f}, {len(gaps)} questions",
    )


@dataclass(frozen=True, slots=True)
class _Member:
    town: int
    kind: str
    topics: tuple[str, ...]
    size: float
    since: float


def invented(world: World) -> Network:
    """Return the network of a world, always the same."""
    dice = Random(world.name)
    taxonomy = Taxonomy.shipped()
    towns = [(dice.uniform(47, 54), dice.uniform(6, 15), dice.randrange(_COUNTRIES)) for _town in range(_TOWNS)]
    members = _members(world, dice, taxonomy)
    organisations = tuple(_organisation(world, dice, at, one, towns) for at, one in enumerate(members))
    projects: list[Project] = []
    parts: list[Participation] = []
    for project, team in _projects(world, dice, members, towns):
        projects.append(project)
        parts.extend(
            Participation(project_id=project.id, organisation_id=f"o{one}", role="partner" if place else "lead")
            for place, one in enumerate(team)
        )
    return Network(
        taxonomy=taxonomy,
        organisations=organisations,
        projects=tuple(projects),
        relations=(),
        participations=tuple(parts),
    )


def _members(world: World, dice: Random, taxonomy: Taxonomy) -> list[_Member]:
    kinds, topics = [*taxonomy.organisation_kinds][:_KINDS], [*taxonomy.topics][:_TOPICS]
    usual = [1 / (place + 1) for place in range(_KINDS)]
    return [
        _Member(
            town=dice.randrange(_TOWNS),
            kind=dice.choices(kinds, usual)[0],
            topics=tuple(dice.sample(topics, dice.choice((1, 1, 2, 3)))),
            size=dice.paretovariate(1.2) ** world.hubs,
            since=dice.choice((0.0, dice.random() ** 2 * 0.9 * _YEARS)),
        )
        for _member in range(world.organisations)
    ]


def _organisation(
    world: World, dice: Random, at: int, member: _Member, towns: Sequence[tuple[float, float, int]]
) -> Organisation:
    own = "".join(dice.choices("bdfgklmnprst", k=3)) + dice.choice("aeiou") + "".join(dice.choices("lmnrst", k=2))
    kind = f"{member.kind.replace('_', ' ')} " if world.named else ""
    if not world.told:
        return Organisation(id=f"o{at}", name=own, kind="other")
    latitude, longitude, country = towns[member.town]
    return Organisation(
        id=f"o{at}",
        name=f"{kind}{own} Stadt{member.town}",
        kind=member.kind,
        town=f"Stadt{member.town}",
        region=f"Region {member.town // 5}",
        country=f"Land {country}",
        latitude=latitude + dice.gauss(0, 0.02),
        longitude=longitude + dice.gauss(0, 0.02),
    )


def _projects(
    world: World, dice: Random, members: Sequence[_Member], towns: Sequence[tuple[float, float, int]]
) -> Iterator[tuple[Project, list[int]]]:
    """Yield the projects with who takes part, the lead first, as they come about."""
    worked: list[dict[int, int]] = [{} for _member in members]
    for at in range(world.projects):
        day = _YEARS * at / world.projects
        there = [one for one, member in enumerate(members) if member.since <= day]
        sizes = [members[one].size for one in there]
        lead = dice.choices(there, sizes)[0]
        topic = dice.choice(members[lead].topics)

        def suits(one: int, lead: int = lead, topic: str = topic) -> float:
            (north, east, _), (other_north, other_east, _) = (towns[members[who].town] for who in (lead, one))
            far = hypot(north - other_north, east - other_east)
            return exp(-2 * world.near * far) * (1 + _ON_TOPIC * world.on_topic * (topic in members[one].topics))

        team = {lead: None}
        for _place in range(dice.randint(*world.members) - 1):
            if worked[lead] and dice.random() < world.again:
                team[dice.choices([*worked[lead]], [*worked[lead].values()])[0]] = None
            else:
                by_size, by_lot = _LOOKED_AT
                looked_at = [*dice.choices(there, sizes, k=by_size), *dice.choices(there, k=by_lot)]
                team[dice.choices(looked_at, [suits(one) for one in looked_at])[0]] = None
        for one in team:
            for other in team:
                if one != other:
                    worked[one][other] = worked[one].get(other, 0) + 1
        yield _project(world, at, day, topic, members[lead]), [*team]


def _project(world: World, at: int, day: float, topic: str, lead: _Member) -> Project:
    starts_on = f"{_FIRST_YEAR + int(day)}-{1 + int(day % 1 * 12):02}-01"
    if not world.told:
        return Project(id=f"p{at}", title=f"Projekt {at}", starts_on=starts_on)
    return Project(
        id=f"p{at}",
        title=f"Projekt {at}",
        topics=(topic,),
        starts_on=starts_on,
        programme=f"Programm {lead.town // 20}",
    )
