"""The chart of each figure of the report."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.network.figures.communities import Communities
from graphdir.network.figures.counts import Confirmed, Mix, SchoolCounts, Size, TieCounts, Years
from graphdir.network.figures.report import Brokers, Parts, Report, Threads
from graphdir.presenting import number_text
from graphdir.reporting.report import sort_label
from graphdir.reporting.table import group_label, name_of, relationship_label, share_text
from graphdir.text import shortened
from webapp.charts import Bars, Chart, bar, columns, grid

# More bars are in the table only.
_MOST_BARS: Final = 8
# A phone shows no more beside the number.
_LONGEST_LABEL: Final = 38
_MANY_PARTNERS: Final = 5
_MOST_YEARS: Final = 8


def chart_of(name: str, report: Report) -> Chart | None:
    """Return the chart that goes with a section; None where its table says it all, or nothing can be drawn."""
    draw = _CHARTS.get(name)
    return draw(report) if draw else None


def _size(report: Report) -> Chart | None:
    found = report.figure(Size)
    if not found or not found.groups:
        return None
    most = max(number for _group, number, _tied in found.groups)
    return Bars(
        title=_("Organisations by kind, those with a tie at present filled"),
        bars=[
            bar(
                group_label(group),
                f"{number_text(tied)} / {number_text(number)}",
                [(tied, f"mark-{group}"), (number - tied, "nothing")],
                most,
            )
            for group, number, tied in found.groups
        ],
        legend=[("plain", _("with a tie at present")), ("nothing", _("without one"))],
    )


def _ties(report: Report) -> Chart | None:
    found = report.figure(TieCounts)
    if not found or not found.relationships:
        return None
    most = max(holds + ended for _name, holds, ended in found.relationships)
    return Bars(
        title=_("Pairs of organisations by sort of relation"),
        bars=[
            bar(relationship_label(name), number_text(holds), [(holds, "plain"), (ended, "past")], most)
            for name, holds, ended in found.relationships
        ],
        legend=[("plain", _("at present")), ("past", _("ended"))],
    )


def _schools(report: Report) -> Chart | None:
    found = report.figure(SchoolCounts)
    if not found or not len(found.numbers):
        return None
    counts = Counter(min(partners, _MANY_PARTNERS) for partners in found.partners.tolist())
    labels = {
        0: _("no present partner"),
        1: _("one partner"),
        2: _("two partners"),
        3: _("three partners"),
        4: _("four partners"),
        _MANY_PARTNERS: _("five partners and more"),
    }
    return Bars(
        title=_("Schools by their number of partners"),
        bars=[
            bar(
                label,
                number_text(counts[number]),
                [(counts[number], "mark-school" if number else "nothing")],
                max(counts.values()),
            )
            for number, label in labels.items()
        ],
    )


def _parts(report: Report) -> Chart | None:
    found = report.figure(Parts)
    if not found or not found.members:
        return None
    return Bars(
        title=_("Organisations in the parts, the largest first"),
        bars=[
            bar(
                _short(_("with %(name)s", name=_named(report, members))),
                number_text(len(members)),
                [(len(members), "plain")],
                len(found.members[0]),
            )
            for members in found.members[:_MOST_BARS]
        ],
    )


def _cuts(report: Report) -> Chart | None:
    found = report.figure(Threads)
    if not found or not found.cuts:
        return None
    return Bars(
        title=_("How many would be cut off without whom"),
        bars=[
            bar(
                _short(name_of(report.whole, cut.number)),
                number_text(cut.off),
                [(cut.off, f"mark-{report.whole.groups[cut.number]}")],
                found.cuts[0].off,
            )
            for cut in found.cuts[:_MOST_BARS]
        ],
    )


def _bridges(report: Report) -> Chart | None:
    found = report.figure(Threads)
    if not found or not found.bridges:
        return None
    single = [report.whole.groups[bridge.one] for bridge in found.bridges if bridge.off == 1]
    schools = single.count("school")
    counts = (
        (_("a single school hangs on it"), schools, "mark-school"),
        (_("one other organisation hangs on it"), len(single) - schools, "plain"),
        (_("several organisations hang on it"), len(found.bridges) - len(single), "second"),
    )
    return Bars(
        title=_("Ties that nothing replaces, by what hangs on them"),
        bars=[
            bar(label, number_text(number), [(number, look)], max(number for _label, number, _look in counts))
            for label, number, look in counts
        ],
    )


def _brokers(report: Report) -> Chart | None:
    found = report.figure(Brokers)
    if not found or not len(found.numbers):
        return None
    shares, errors = found.betweenness.shares, found.betweenness.errors
    most = float((shares + errors).max())
    return Bars(
        title=_("Share of the shortest ways between two others"),
        bars=[
            bar(
                _short(name_of(report.whole, number)),
                share_text(float(shares[number])),
                [(float(shares[number]), f"mark-{report.whole.groups[number]}")],
                most,
                float(errors[number]),
            )
            for number in found.numbers.tolist()[:_MOST_BARS]
        ],
    )


def _communities(report: Report) -> Chart | None:
    found = report.figure(Communities)
    if not found or not found.members:
        return None
    return Bars(
        title=_("Organisations in the communities, schools apart"),
        bars=[
            bar(
                _short(_("around %(name)s", name=_named(report, members))),
                number_text(len(members)),
                [(schools := _schools_in(report, members), "mark-school"), (len(members) - schools, "past")],
                len(found.members[0]),
            )
            for members in found.members[:_MOST_BARS]
        ],
        legend=[("mark-school", _("schools")), ("past", _("others"))],
    )


def _mix(report: Report) -> Chart | None:
    found = report.figure(Mix)
    if not found or not found.groups:
        return None
    cells = [
        (
            at,
            beside,
            int(found.ties[at, beside]),
            bool(found.ties[at, beside] >= found.expected[at, beside]),
            f"{group_label(one)}, {group_label(other)}: {number_text(int(found.ties[at, beside]))}",
        )
        for at, one in enumerate(found.groups)
        for beside, other in enumerate(found.groups)
        if found.ties[at, beside]
    ]
    return grid(
        _("Ties between kinds; the larger the dot, the more"),
        found.groups,
        cells,
        [("more", _("as many as expected or more")), ("fewer", _("fewer than expected"))],
    )


def _years(report: Report) -> Chart | None:
    found = report.figure(Years)
    if not found or (not any(found.ties) and not any(found.projects)):
        return None
    rows = (
        (_("Pairs with a tie"), "plain", found.ties),
        (_("Projects"), "second", found.projects),
        (_("Organisations with a tie"), "third", found.organisations),
    )
    return columns(
        _("Pairs with a tie, projects and organisations with a tie, by year"),
        found.years,
        [
            (_("%(what)s, at most %(number)s", what=label, number=number_text(max(values))), look, values)
            for label, look, values in rows
        ],
    )


def _confirmed(report: Report) -> Chart | None:
    found = report.figure(Confirmed)
    if not found or not any(map(sum, found.sorts.values())):
        return None
    looks = ("plain", "past", "nothing")
    return Bars(
        title=_("When entries were last confirmed"),
        bars=[
            bar(sort_label(sort), number_text(sum(counts)), list(zip(counts, looks, strict=True)), sum(counts))
            for sort, counts in found.sorts.items()
        ],
        legend=list(zip(looks, (_("within a year"), _("longer ago"), _("not recorded")), strict=True)),
    )


def _ask(report: Report) -> Chart | None:
    found = report.figure(Confirmed)
    if not found or not len(found.ask):
        return None
    confirmed = report.whole.columns.organisations["last_confirmed"]
    counts = Counter(confirmed[number][:4] for number in found.ask.tolist())
    years = sorted(year for year in counts if year)[-_MOST_YEARS:]
    rows = [(year, year, "past") for year in reversed(years)]
    return Bars(
        title=_("Organisations not confirmed within a year, by the year of their last confirmation"),
        bars=[
            bar(label, number_text(counts[year]), [(counts[year], look)], max(counts.values()))
            for label, year, look in [(_("not recorded"), "", "nothing"), *rows]
            if counts[year]
        ],
    )


_CHARTS: Final[Mapping[str, Callable[[Report], Chart | None]]] = {
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


def _named(report: Report, members: Sequence[int]) -> str:
    return name_of(report.whole, report.best_connected(members))


def _schools_in(report: Report, members: Sequence[int]) -> int:
    return sum(report.whole.groups[number] == "school" for number in members)


def _short(name: str) -> str:
    return shortened(name, _LONGEST_LABEL)
