"""The report in sentences and tables, the same for command line and site."""

from collections.abc import Callable, Iterable, Mapping
from statistics import mode
from typing import Any, Final

from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.network.figures.brokers import Betweenness
from graphdir.network.figures.communities import Communities
from graphdir.network.figures.counts import Confirmed, Mix, SchoolCounts, Size, TieCounts, Years
from graphdir.network.figures.report import Brokers, Parts, Report, Threads
from graphdir.presenting import number_text
from graphdir.reporting.table import (
    Column,
    Section,
    Table,
    Word,
    cell_text,
    group_label,
    group_word,
    name_of,
    names_of,
    place_of,
    places_of,
    plain,
    relationship_label,
    share_text,
    who,
)
from graphdir.text import fold

# So many expected pairs it takes before their lack says anything.
_ENOUGH: Final = 3


def sections(report: Report) -> list[Section]:
    """Tell the figures that are there, in the order in which they are read."""
    return [section for tell in SECTIONS.values() if (section := tell(report)) is not None]


def report_record(report: Report) -> dict[str, Any]:
    """Return the report for programs: of each figure its facts and the rows of its table."""
    return {
        "revision": report.whole.revision,
        "day": report.whole.today,
        **{
            found.name: {
                **found.facts,
                "meaning": " ".join(found.sentences),
                "rows": [
                    {column.name: plain(cell) for column, cell in zip(found.table.columns, row, strict=True)}
                    for row in found.table.rows
                ],
            }
            for found in sections(report)
        },
    }


def report_lines(report: Report, most_rows: int) -> Iterable[str]:
    """Tell the report in lines of text, of each table the first rows."""
    for found in sections(report):
        yield f"{found.heading}"
        yield from (f"  {sentence}" for sentence in found.sentences)
        if found.table.rows:
            yield "  " + " | ".join(column.label for column in found.table.columns)
        for row in found.table.rows[:most_rows]:
            yield "  " + " | ".join(cell_text(cell) for cell in row)
        if len(found.table.rows) > most_rows:
            more = len(found.table.rows) - most_rows
            yield "  " + ngettext("… and %(number)s more line", "… and %(number)s more lines", more)
        yield ""


def _count(number: int, none: str, told: str) -> str:
    """Return what is told of a number; of 0 a sentence of its own."""
    return told if number else none


# --- the sections --------------------------------------------------------------


def _size(report: Report) -> Section | None:
    found = report.figure(Size)
    if found is None:
        return None
    schools = next((number for group, number, _tied in found.groups if group == "school"), 0)
    return Section(
        name="size",
        heading=_("Size"),
        sentences=[
            _recorded(found, schools) if found.organisations or found.ended else _("No organisation is recorded yet."),
            _("That is what somebody has written down, not all that is being done."),
        ],
        facts={
            "organisations": found.organisations,
            "ended": found.ended,
            "relations": found.relations,
            "projects": found.projects,
        },
        table=Table(
            columns=[
                Column(name="kind", label=_("Kind")),
                Column(name="organisations", label=_("Organisations"), number=True),
                Column(name="tied", label=_("of them with a tie at present"), number=True),
                Column(name="untied", label=_("without one"), number=True),
            ],
            rows=[(group_word(group), number, tied, number - tied) for group, number, tied in found.groups],
        ),
    )


def _recorded(found: Size, schools: int) -> str:
    many, relations, projects = found.organisations, found.relations, found.projects
    told_schools = _count(
        schools, _("no school"), ngettext("one school", "%(number)s schools", schools, number=number_text(schools))
    )
    told_relations = _count(
        relations,
        _("no relation"),
        ngettext("one relation", "%(number)s relations", relations, number=number_text(relations)),
    )
    told_projects = _count(
        projects,
        _("no project"),
        ngettext("one project", "%(number)s projects", projects, number=number_text(projects)),
    )
    told_organisations = ngettext("one organisation", "%(number)s organisations", many, number=number_text(many))
    told = _(
        "Recorded: %(organisations)s, among them %(schools)s; %(relations)s; %(projects)s.",
        organisations=told_organisations,
        schools=told_schools,
        relations=told_relations,
        projects=told_projects,
    )
    if not found.ended:
        return told
    return f"{told} {_ended(found.ended)}"


def _ended(number: int) -> str:
    return ngettext(
        "One more organisation has ended and is not counted.",
        "%(num)s more organisations have ended and are not counted.",
        number,
        num=number_text(number),
    )


def _ties(report: Report) -> Section | None:
    found = report.figure(TieCounts)
    if found is None:
        return None
    return Section(
        name="ties",
        heading=_("Ties"),
        sentences=[
            _count(
                found.holding,
                _("No pair of organisations is tied at present."),
                ngettext(
                    "One pair of organisations is tied at present.",
                    "%(number)s pairs of organisations are tied at present.",
                    found.holding,
                    number=number_text(found.holding),
                ),
            )
            + (
                " "
                + ngettext(
                    "One more pair was in the past.",
                    "%(number)s more pairs were in the past.",
                    found.with_ended - found.holding,
                    number=number_text(found.with_ended - found.holding),
                )
                if found.with_ended > found.holding
                else ""
            ),
            ngettext(
                "Half of the tied organisations have one neighbour only: every contact there counts.",
                "Half of the tied organisations have %(number)s neighbours or fewer: so many contacts somebody has to "
                "look after.",
                int(found.median),
                number=number_text(int(found.median)),
            )
            if found.holding
            else _("Without ties there is nothing to look after yet."),
        ],
        remark=_(
            "Each pair of organisations counts once. A joint project counts however long ago it was; a relation counts "
            "as past when its end, or that of either organisation, is over. Neighbours are those tied at present. Map "
            "and profile count in the same way; they show past and planned ties as well."
        ),
        facts={"holding": found.holding, "with_ended": found.with_ended, "planned": found.planned},
        table=Table(
            columns=[
                Column(name="relationship", label=_("Relation")),
                Column(name="holding", label=_("Pairs at present"), number=True),
                Column(name="ended", label=_("ended"), number=True),
            ],
            rows=[
                (Word(id=name, label=relationship_label(name)), holds, ended)
                for name, holds, ended in found.relationships
            ],
        ),
    )


def _schools(report: Report) -> Section | None:
    found = report.figure(SchoolCounts)
    if found is None:
        return None
    whole = report.whole
    counts = list(zip(found.numbers.tolist(), found.partners.tolist(), found.neighbours.tolist(), strict=True))
    rest = zip(found.only.tolist(), found.former.tolist(), strict=True)
    by_name = sorted(zip(counts, rest, strict=True), key=lambda one: fold(name_of(whole, one[0][0])))
    untied = sum(1 for _school, _partners, neighbours in counts if not neighbours)
    without = sum(1 for _school, partners, _neighbours in counts if not partners)
    single = sum(1 for _school, partners, _neighbours in counts if partners == 1)
    few = [
        (
            who(whole, school),
            place_of(whole, school),
            partners,
            who(whole, only) if only >= 0 else None,
            neighbours,
            former,
        )
        for (school, partners, neighbours), (only, former) in by_name
        if partners <= 1
    ]
    return Section(
        name="schools",
        heading=_("Schools without a present partner"),
        sentences=[
            _without_partner(without, untied, len(counts))
            if without
            else _("For every recorded school a present partner is recorded.")
            if counts
            else _("No school is recorded yet."),
            ngettext(
                "One school has a single partner: when that contact ends, it has none.",
                "%(number)s schools have a single partner: when that contact ends, they have none.",
                single,
                number=number_text(single),
            )
            if single
            else _("Nothing recorded does not mean that there is none: ask them first."),
        ],
        remark=_(
            "A partner is whoever cooperates with the school, supports it or has met it in a project. Who only "
            "supervises it, or whose pupils move on to it, is none. Nothing recorded does not mean that there is none."
        ),
        facts={"schools": len(counts), "without_partner": without, "without_tie": untied, "single_partner": single},
        table=Table(
            columns=[
                Column(name="school", label=_("School")),
                Column(name="place", label=_("Place")),
                Column(name="partners", label=_("Partners"), number=True),
                Column(name="only", label=_("Only partner")),
                Column(name="neighbours", label=_("Neighbours"), number=True),
                Column(name="former_partners", label=_("Former partners"), number=True),
            ],
            rows=sorted(few, key=lambda row: (row[2], row[4], row[5])),
        ),
    )


def _without_partner(without: int, untied: int, schools: int) -> str:
    """Say for how many of the schools no present partner is recorded, and for how many of these no present tie."""
    if schools == 1:
        return (
            _("For the only school no present tie is recorded.")
            if untied
            else _("For the only school no present partner is recorded.")
        )
    told = ngettext(
        "For one of %(all)s schools no present partner is recorded",
        "For %(number)s of %(all)s schools no present partner is recorded",
        without,
        number=number_text(without),
        all=number_text(schools),
    )
    if not untied:
        return f"{told}."
    if untied == without:
        return told + ngettext(", and no other present tie.", ", and no other present tie for any of them.", untied)
    return told + ngettext(
        ", for one of them no present tie at all.",
        ", for %(number)s of them no present tie at all.",
        untied,
        number=number_text(untied),
    )


def _parts(report: Report) -> Section | None:
    found = report.figure(Parts)
    if found is None:
        return None
    whole, members = report.whole, found.members
    tied = sum(map(len, members))
    largest = len(members[0]) if members else 0
    return Section(
        name="parts",
        heading=_("What hangs together"),
        sentences=[
            _(
                "Of %(tied)s organisations with a tie, %(largest)s hang together in one part: each can be reached from "
                "each.",
                tied=number_text(tied),
                largest=number_text(largest),
            )
            if len(members) > 1
            else _(
                "All %(tied)s organisations with a tie hang together: each can be reached from each.",
                tied=number_text(tied),
            )
            if members
            else _("No present tie is recorded, so nothing hangs together."),
            ngettext(
                "One smaller part stands by itself: news does not reach it unless somebody makes the first contact.",
                "%(number)s smaller parts stand by themselves: news does not reach them unless somebody makes the "
                "first contact.",
                len(members) - 1,
                number=number_text(len(members) - 1),
            )
            if len(members) > 1
            else _("No smaller part stands by itself."),
        ],
        remark=ngettext(
            "For one more organisation no present tie is recorded.",
            "For %(number)s more organisations no present tie is recorded.",
            found.untied,
            number=number_text(found.untied),
        )
        if found.untied
        else "",
        facts={"parts": len(members), "largest": largest, "untied": found.untied},
        table=Table(
            columns=[
                Column(name="best_connected", label=_("Best connected in it")),
                Column(name="organisations", label=_("Organisations"), number=True),
                Column(name="places", label=_("Places")),
            ],
            rows=[(who(whole, report.best_connected(part)), len(part), places_of(whole, part)) for part in members],
        ),
    )


def _cuts(report: Report) -> Section | None:
    found = report.figure(Threads)
    if found is None:
        return None
    whole, cuts = report.whole, found.cuts
    first = cuts[0] if cuts else None
    return Section(
        name="cuts",
        heading=_("Who would be cut off"),
        sentences=[
            ngettext(
                "One organisation has its connection to the others only by way of %(name)s: %(who)s. If that falls "
                "away, it has lost them.",
                "%(number)s organisations have their connection to the others only by way of %(name)s: %(who)s. If "
                "that falls away, they have lost them.",
                first.off,
                number=number_text(first.off),
                name=name_of(whole, first.number),
                who=names_of(whole, first.who, first.off),
            ),
            ngettext(
                "A second contact for them makes them independent of it.",
                "There are %(number)s such organisations; a second contact makes those behind them independent.",
                len(cuts),
                number=number_text(len(cuts)),
            ),
        ]
        if first
        else [_("No organisation is the only way from others to the rest, as far as is recorded.")],
        facts={"organisations": len(cuts)},
        table=Table(
            columns=[
                Column(name="organisation", label=_("Without")),
                Column(name="place", label=_("Place")),
                Column(name="cut_off", label=_("are cut off"), number=True),
                Column(name="who", label=_("Who")),
            ],
            rows=[
                (who(whole, cut.number), place_of(whole, cut.number), cut.off, names_of(whole, cut.who, cut.off))
                for cut in cuts
            ],
        ),
    )


def _bridges(report: Report) -> Section | None:
    found = report.figure(Threads)
    if found is None:
        return None
    whole, bridges = report.whole, found.bridges
    single = [bridge for bridge in bridges if bridge.off == 1]
    schools = sum(1 for bridge in single if whole.groups[bridge.one] == "school")
    return Section(
        name="bridges",
        heading=_("Ties that nothing replaces"),
        sentences=[
            ngettext(
                "One tie is the only one between its two sides",
                "%(number)s ties are the only one between their two sides",
                len(bridges),
                number=number_text(len(bridges)),
            )
            + _hanging(len(bridges), len(single), schools),
            _("When such a contact ends, the other side is out of reach: keep it up to date first."),
        ]
        if bridges
        else [_("Every recorded tie has another way round it.")],
        facts={"ties": len(bridges), "single_organisations": len(single), "schools": schools},
        table=Table(
            columns=[
                Column(name="one", label=_("Hangs on the tie")),
                Column(name="place", label=_("Place")),
                Column(name="other", label=_("to")),
                Column(name="side", label=_("Organisations on that side"), number=True),
            ],
            rows=[
                (who(whole, bridge.one), place_of(whole, bridge.one), who(whole, bridge.other), bridge.off)
                for bridge in sorted(bridges, key=lambda bridge: (-bridge.off, whole.groups[bridge.one] != "school"))
            ],
        ),
    )


def _hanging(bridges: int, single: int, schools: int) -> str:
    """Say on how many of the ties a single organisation hangs, and how many of these are schools."""
    if not single:
        return "."
    if single == bridges:
        told = ngettext("a single organisation hangs on it", "on each of them a single organisation hangs", bridges)
    else:
        told = ngettext(
            "a single organisation hangs on one of them",
            "a single organisation hangs on each of %(number)s of them",
            single,
            number=number_text(single),
        )
    of_schools = _count(
        schools,
        _("none of these is a school."),
        ngettext("one of these is a school.", "%(number)s of these are schools.", schools, number=number_text(schools)),
    )
    return f"; {told}, {of_schools}"


def _brokers(report: Report) -> Section | None:
    found = report.figure(Brokers)
    if found is None:
        return None
    whole, between = report.whole, found.betweenness
    first = int(found.numbers[0]) if len(found.numbers) else None
    return Section(
        name="brokers",
        heading=_("Brokers"),
        sentences=[
            _(
                "%(name)s lies on %(share)s of the shortest ways between two others.",
                name=name_of(whole, first),
                share=share_text(float(between.shares[first])),
            ),
            _("Who stands between others can introduce them to each other, and needs time and a deputy for it."),
        ]
        if first is not None
        else [_("Nobody stands between two others, as far as is recorded.")],
        remark=" ".join(
            (
                _(
                    "Constraint: near 0 the neighbours of an organisation do not know each other, so that it joins "
                    "what is apart; near 1 and above they all do."
                ),
                _how_sampled(between),
            )
        ).strip(),
        facts={"exact": between.exact, "pivots": between.pivots, "tied": between.of},
        table=Table(
            columns=[
                Column(name="organisation", label=_("Organisation")),
                Column(name="place", label=_("Place")),
                Column(name="share", label=_("Share of the shortest ways, %"), number=True),
                *([] if between.exact else [Column(name="error", label=_("± standard error"), number=True)]),
                Column(name="constraint", label=_("Constraint"), number=True),
                Column(name="neighbours", label=_("Neighbours"), number=True),
            ],
            rows=[
                (
                    who(whole, number),
                    place_of(whole, number),
                    round(100 * float(between.shares[number]), 2),
                    *([] if between.exact else [round(100 * float(between.errors[number]), 2)]),
                    round(constraint, 2),
                    int(whole.neighbours[number]),
                )
                for number, constraint in zip(found.numbers.tolist(), found.constraint, strict=True)
            ],
        ),
    )


def _how_sampled(between: Betweenness) -> str:
    if between.exact:
        return ""
    return _(
        "The shares are estimated from %(pivots)s of %(of)s organisations drawn at random as starting points; ± is the "
        "standard error: two times out of three the true share lies within it.",
        pivots=number_text(between.pivots),
        of=number_text(between.of),
    )


def _communities(report: Report) -> Section | None:
    found = report.figure(Communities)
    if found is None:
        return None
    whole = report.whole
    return Section(
        name="communities",
        heading=_("Communities"),
        sentences=[
            ngettext(
                "The ties form one group that is joined more closely within than to the outside.",
                "The ties form %(number)s groups that are joined more closely within than to the outside.",
                len(found.members),
                number=number_text(len(found.members)),
            ),
            _("A committee that wants to hear all of them needs somebody from each."),
        ]
        if found.members
        else [_("Without ties there are no communities.")],
        remark=_(
            "Found by the Leiden method; modularity %(modularity)s, where 0 is what chance would give and 1 the most. "
            "Each is named after its best connected member and the places where most of it is.",
            modularity=number_text(round(found.modularity, 2)),
        )
        if found.members
        else "",
        facts={"communities": len(found.members), "modularity": round(found.modularity, 4)},
        table=Table(
            columns=[
                Column(name="best_connected", label=_("Around")),
                Column(name="organisations", label=_("Organisations"), number=True),
                Column(name="schools", label=_("of them schools"), number=True),
                Column(name="places", label=_("Places")),
                Column(name="kinds", label=_("Most frequent kind")),
            ],
            rows=[
                (
                    who(whole, report.best_connected(members)),
                    len(members),
                    sum(whole.groups[number] == "school" for number in members),
                    places_of(whole, members),
                    group_word(mode(whole.groups[number] for number in members)),
                )
                for members in found.members
            ],
        ),
    )


def _mix(report: Report) -> Section | None:
    found = report.figure(Mix)
    if found is None:
        return None
    rows = sorted(mix_pairs(found), key=lambda row: -row[2])
    few = [row for row in rows if row[3] >= _ENOUGH and row[2] < row[3] / 2]
    sentences = [_("Without ties nobody works with anybody.")]
    if rows:
        one, other, ties, _expected = rows[0]
        sentences = [
            ngettext(
                "Most ties are between these kinds: %(one)s and %(other)s (one pair).",
                "Most ties are between these kinds: %(one)s and %(other)s (%(number)s pairs).",
                ties,
                one=group_label(one),
                other=group_label(other),
                number=number_text(ties),
            ),
            _(
                "Clearly fewer than their numbers of contacts would suggest: %(pairs)s. Ask whether contact is missing "
                "there or only not recorded.",
                pairs="; ".join(f"{group_label(one)} / {group_label(other)}" for one, other, *_rest in few[:3]),
            )
            if few
            else _("No pair of kinds has clearly fewer ties than their numbers of contacts would suggest."),
        ]
    return Section(
        name="mix",
        heading=_("Who works with whom"),
        sentences=sentences,
        remark=_(
            "Expected is what there would be if every organisation kept its number of neighbours but met others "
            "without regard to their kind. That is a yardstick, not an aim."
        ),
        facts={},
        table=Table(
            columns=[
                Column(name="one", label=_("Kind")),
                Column(name="other", label=_("and kind")),
                Column(name="ties", label=_("Pairs"), number=True),
                Column(name="expected", label=_("expected"), number=True),
            ],
            rows=[(group_word(one), group_word(other), ties, round(expected)) for one, other, ties, expected in rows],
        ),
    )


def mix_pairs(mix: Mix) -> list[tuple[str, str, int, float]]:
    """Return each pair of groups once with its ties and the expected ones, pairs with neither left out."""
    return [
        (one, other, int(mix.ties[at, beside]), float(mix.expected[at, beside]))
        for at, one in enumerate(mix.groups)
        for beside, other in enumerate(mix.groups)
        if beside >= at and (mix.ties[at, beside] or mix.expected[at, beside] >= 1)
    ]


def _years(report: Report) -> Section | None:
    found = report.figure(Years)
    if found is None:
        return None
    # Of several the latest.
    best = max(range(len(found.years)), key=lambda at: (found.ties[at], found.years[at]))
    ties, projects = found.undated_ties, found.undated_projects
    undated = [
        *([ngettext("one tie", "%(number)s ties", ties, number=number_text(ties))] if ties else []),
        *([ngettext("one project", "%(number)s projects", projects, number=number_text(projects))] if projects else []),
    ]
    return Section(
        name="years",
        heading=_("Development by year"),
        sentences=[
            ngettext(
                "%(year)s is the year with most recorded ties: a single one.",
                "%(year)s is the year with most recorded ties: %(ties)s, among %(organisations)s organisations.",
                int(found.ties[best]),
                year=found.years[best],
                ties=number_text(found.ties[best]),
                organisations=number_text(found.organisations[best]),
            )
            if found.ties[best]
            else _("No tie has a recorded beginning."),
            _("A fall can also mean that a newer list has not been entered yet: ask before you conclude anything."),
        ],
        remark=" ".join(
            (
                _("Without a recorded beginning, and so in no year: %(what)s.", what=", ".join(undated))
                if undated
                else "",
                _("A project of which only the beginning is known counts in that year."),
                _("Earlier years are not shown.") if found.earlier else "",
            )
        ).strip(),
        facts={"undated_ties": found.undated_ties, "undated_projects": found.undated_projects},
        table=Table(
            columns=[
                Column(name="year", label=_("Year"), date=True),
                Column(name="ties", label=_("Pairs with a tie"), number=True),
                Column(name="projects", label=_("Projects"), number=True),
                Column(name="organisations", label=_("Organisations with a tie"), number=True),
            ],
            rows=[
                (str(year), ties, projects, organisations)
                for year, ties, projects, organisations in zip(
                    found.years, found.ties, found.projects, found.organisations, strict=True
                )
            ][::-1],
        ),
    )


def sort_label(sort: str) -> str:
    """Return what a sort of entries is called."""
    return {"organisation": _("Organisations"), "relation": _("Relations"), "project": _("Projects")}[sort]


def _confirmed(report: Report) -> Section | None:
    found = report.figure(Confirmed)
    if found is None:
        return None
    fresh, old, unknown = (sum(column) for column in zip(*found.sorts.values(), strict=True))
    total = fresh + old + unknown
    return Section(
        name="confirmed",
        heading=_("How old the information is"),
        sentences=[
            _(
                "%(share)s of all entries that have not ended were last confirmed more than a year ago; for another "
                "%(unknown)s it is not recorded when.",
                share=share_text(old / total),
                unknown=share_text(unknown / total),
            )
            if total
            else _("No entry that has not ended is recorded."),
            _("What is older may still hold, but nobody can rely on it: one call a year keeps an entry usable."),
        ],
        facts={"within_a_year": fresh, "older": old, "not_known": unknown},
        table=Table(
            columns=[
                Column(name="entries", label=_("Entries")),
                Column(name="within_a_year", label=_("within a year"), number=True),
                Column(name="older", label=_("longer ago"), number=True),
                Column(name="not_known", label=_("not recorded"), number=True),
            ],
            rows=[(Word(id=sort, label=sort_label(sort)), *counts) for sort, counts in found.sorts.items()],
        ),
    )


def _ask(report: Report) -> Section | None:
    found = report.figure(Confirmed)
    if found is None:
        return None
    whole = report.whole
    confirmed = whole.columns.organisations["last_confirmed"]
    return Section(
        name="ask",
        heading=_("Whom to ask first"),
        sentences=[
            _count(
                len(found.ask),
                _("No organisation waits for being confirmed."),
                ngettext(
                    "One organisation was not confirmed within a year.",
                    "%(number)s organisations were not confirmed within a year.",
                    len(found.ask),
                    number=number_text(len(found.ask)),
                ),
            ),
            _("Those with most neighbours come first: what is wrong with them misleads most."),
        ],
        facts={"organisations": len(found.ask)},
        table=Table(
            columns=[
                Column(name="organisation", label=_("Organisation")),
                Column(name="place", label=_("Place")),
                Column(name="neighbours", label=_("Neighbours"), number=True),
                Column(name="last_confirmed", label=_("Last confirmed"), date=True),
            ],
            rows=[
                (who(whole, number), place_of(whole, number), int(whole.neighbours[number]), confirmed[number] or "")
                for number in found.ask.tolist()
            ],
        ),
    )


SECTIONS: Final[Mapping[str, Callable[[Report], Section | None]]] = {
    "size": _size,
    "ties": _ties,
    "schools": _schools,
    "parts": _parts,
    "cuts": _cuts,
    "bridges": _bridges,
    "brokers": _brokers,
    "communities": _communities,
    "mix": _mix,
    "years": _years,
    "confirmed": _confirmed,
    "ask": _ask,
}
"""What tells each section, by its name, in the order in which they are read."""
