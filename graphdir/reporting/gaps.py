"""Gaps in sentences and tables."""

from collections.abc import Iterable, Sequence
from typing import Final

from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.network.gaps.carriers import TopicCarriers
from graphdir.network.gaps.compare import Change, Compared
from graphdir.network.gaps.coverage import Coverage
from graphdir.network.gaps.leaving import Leaving
from graphdir.network.gaps.matrix import Near, SchoolCell, school_rows
from graphdir.network.gaps.offers import UNDATED, Offers
from graphdir.presenting import number_text
from graphdir.reporting.table import Cell, Column, Section, Table, Word, name_of, names_of, one_stop, place_of, who
from graphdir.ties import SOCIAL_WORK

_MOST_TOPICS_TOLD: Final = 3


def topic_label(coverage: Coverage, topic: str) -> str:
    """Return what a topic is called."""
    return coverage.whole.taxonomy.topics[topic].label(language())


def topic_word(coverage: Coverage, topic: str) -> Word:
    """Return a topic as a cell."""
    return Word(id=topic, label=topic_label(coverage, topic))


def km_text(km: float) -> str:
    """Return a distance as exact as it matters."""
    return _("%(km)s km", km=number_text(round(km))) if km >= 1 else _("< 1 km")


def carriers_section(coverage: Coverage, found: Sequence[TopicCarriers]) -> Section:
    """Tell which topics rest on few."""
    single = [row for row in found if row.carriers == 1]
    none = [row for row in found if not row.carriers]
    return Section(
        name="topics",
        heading=_("Topics that rest on one carrier"),
        sentences=[
            ngettext(
                "For one topic a single organisation is recorded: %(topics)s. If it leaves, nobody is left for it.",
                "For %(number)s topics a single organisation is recorded each, such as %(topics)s. If it leaves, "
                "nobody is left for the topic.",
                len(single),
                topics=", ".join(topic_label(coverage, row.topic) for row in single[:3]),
            )
            if single
            else _("For no topic exactly one organisation is recorded."),
            *(
                [
                    ngettext(
                        "For one topic no organisation is recorded at all.",
                        "For %(number)s topics no organisation is recorded at all.",
                        len(none),
                    )
                ]
                if none
                else []
            ),
        ],
        remark=_(
            "Counted are organisations that are no schools and state the topic, have a relation on it or took part in "
            "a project on it, however long ago."
        ),
        facts={"topics": len(found), "single_carrier": len(single)},
        table=Table(
            columns=[
                Column(name="topic", label=_("Topic")),
                Column(name="carriers", label=_("Organisations"), number=True),
                Column(name="only", label=_("The only one")),
                Column(name="schools", label=_("Schools today"), number=True),
                Column(name="schools_ever", label=_("Schools so far, closed ones too"), number=True),
            ],
            rows=[
                (
                    topic_word(coverage, row.topic),
                    row.carriers,
                    who(coverage.whole, row.only) if row.only >= 0 else None,
                    row.schools,
                    row.schools_ever,
                )
                for row in found
            ],
        ),
    )


def social_work_section(coverage: Coverage, offers: Offers, year: int) -> Section:
    """Tell at which schools no school social work is recorded."""
    whole, topic = coverage.whole, coverage.topic_numbers[SOCIAL_WORK]
    there = coverage.there(year)
    schools = int(there.sum())
    without = coverage.schools[there & ~coverage.covered(year)[:, topic]].tolist()
    cells = [row[0] for row in school_rows(coverage, offers, without, [topic], year)]
    earlier = sum(1 for cell in cells if cell.before)
    return Section(
        name="social-work",
        heading=_("Schools without recorded school social work"),
        sentences=[
            _without_social_work(len(without), earlier, schools, year),
            _("Nothing recorded does not mean that there is none. A school may apply without it."),
        ],
        facts={"schools": schools, "without": len(without), "earlier": earlier},
        table=Table(
            columns=[
                Column(name="school", label=_("School")),
                Column(name="place", label=_("Place")),
                Column(name="before", label=_("Earlier by")),
                Column(name="until", label=_("until"), date=True),
                Column(name="near", label=_("Next offer")),
                Column(name="km", label=_("km"), number=True),
                Column(name="latest", label=_("Last recorded there"), date=True),
            ],
            rows=[
                (
                    who(whole, school),
                    place_of(whole, school),
                    who(whole, cell.before[0]) if cell.before else None,
                    _year(cell.before[1]) if cell.before else None,
                    *_near_cells(offers, cell.near, topic),
                )
                for school, cell in zip(without, cells, strict=True)
            ],
        ),
    )


def _without_social_work(without: int, earlier: int, schools: int, year: int) -> str:
    if not schools:
        return _("No school is recorded yet.")
    if not without:
        return _("For every school school social work is recorded in %(year)s.", year=year)
    if schools == 1:
        return _("For the only school no school social work is recorded in %(year)s.", year=year)
    told = ngettext(
        "For one of %(all)s schools no school social work is recorded in %(year)s",
        "For %(number)s of %(all)s schools no school social work is recorded in %(year)s",
        without,
        number=number_text(without),
        all=number_text(schools),
        year=year,
    )
    if not earlier:
        return f"{told}."
    return told + ngettext(
        "; for one of them it was recorded earlier.",
        "; for %(number)s of them it was recorded earlier.",
        earlier,
        number=number_text(earlier),
    )


def compared_section(
    coverage: Coverage, found: Sequence[Compared], one: str, other: str, schools: tuple[int, int]
) -> Section:
    """Tell two sides, each with what it is called and how many schools it has, topic by topic."""
    gaps = {row.topic: _share(row.other, schools[1]) - _share(row.one, schools[0]) for row in found}
    by_gap = sorted(found, key=lambda row: -abs(gaps[row.topic]))
    more, less = ([row for row in by_gap if sign * gaps[row.topic] > 0] for sign in (1, -1))
    return Section(
        name="compare",
        heading=_("%(one)s and %(other)s compared", one=one, other=other),
        sentences=[
            _(
                "At a larger share of schools in %(other)s than in %(one)s: %(more)s; at a smaller share: %(less)s.",
                one=one,
                other=other,
                more=_topics(coverage, more),
                less=_topics(coverage, less),
            ),
            _("The numbers say what is recorded. Where lists end with a year, so do they."),
        ],
        facts={"schools_one": schools[0], "schools_other": schools[1]},
        table=Table(
            columns=[
                Column(name="topic", label=_("Topic")),
                Column(name="one", label=_side(one, schools[0]), number=True),
                Column(name="other", label=_side(other, schools[1]), number=True),
            ],
            rows=[(topic_word(coverage, row.topic), row.one, row.other) for row in found],
        ),
    )


def _side(name: str, schools: int) -> str:
    if not schools:
        return _("%(side)s, without schools", side=name)
    return ngettext("%(side)s, of one school", "%(side)s, of %(all)s schools", schools, side=name, all=schools)


def changes_section(coverage: Coverage, found: Sequence[Change], one: int, other: int) -> Section:
    """Tell what schools have in one of two years only."""
    came = sum(change.came for change in found)
    return Section(
        name="changes",
        heading=_("What came and what went"),
        sentences=[
            _(
                "Counted by school and topic, from %(one)s to %(other)s. Came: %(came)s, went: %(went)s.",
                came=number_text(came),
                went=number_text(len(found) - came),
                one=one,
                other=other,
            )
            if found
            else _("Between %(one)s and %(other)s nothing came and nothing went.", one=one, other=other)
        ],
        facts={"came": came, "went": len(found) - came},
        table=Table(
            columns=[
                Column(name="school", label=_("School")),
                Column(name="place", label=_("Place")),
                Column(name="topic", label=_("Topic")),
                Column(name="change", label=_("Difference")),
            ],
            rows=[
                (
                    who(coverage.whole, change.school),
                    place_of(coverage.whole, change.school),
                    topic_word(coverage, change.topic),
                    _("recorded in %(year)s only", year=other if change.came else one),
                )
                for change in found
            ],
        ),
    )


def leaving_sentences(coverage: Coverage, found: Leaving) -> list[str]:
    """Say in a few sentences what is lost."""
    whole, losses = coverage.whole, found.losses
    name = name_of(whole, found.number)
    unconnected = [loss.school for loss in losses if loss.only_neighbour]
    partnerless = [loss.school for loss in losses if loss.only_partner and not loss.only_neighbour]
    topics = sum(1 for loss in losses if loss.topics)
    sentences = [
        ngettext(
            "One school is tied to %(name)s at present.",
            "%(number)s schools are tied to %(name)s at present.",
            len(losses),
            number=number_text(len(losses)),
            name=name,
        )
        if losses
        else _("No school is tied to %(name)s at present, as far as is recorded.", name=name)
    ]
    if found.former:
        sentences.append(
            ngettext(
                "One more school was tied to it once and loses nothing now.",
                "%(number)s more schools were tied to it once and lose nothing now.",
                found.former,
                number=number_text(found.former),
            )
        )
    if unconnected:
        sentences.append(
            ngettext(
                "It is the only connection at present of %(who)s.",
                "It is the only connection at present of %(number)s of them: %(who)s.",
                len(unconnected),
                number=number_text(len(unconnected)),
                who=names_of(whole, unconnected),
            )
        )
    if partnerless:
        sentences.append(
            ngettext(
                "%(who)s would have ties left, but no partner.",
                "%(number)s of them would have ties left, but no partner: %(who)s.",
                len(partnerless),
                number=number_text(len(partnerless)),
                who=names_of(whole, partnerless),
            )
        )
    if topics:
        sentences.append(
            ngettext(
                "One school would lose topics that nobody else has brought to it.",
                "%(number)s schools would lose topics that nobody else has brought to them.",
                topics,
                number=number_text(topics),
            )
        )
    if found.alone:
        sentences.append(
            ngettext(
                "Beside schools, one organisation has no other tie: %(who)s.",
                "Beside schools, %(number)s organisations have no other tie: %(who)s.",
                len(found.alone),
                number=number_text(len(found.alone)),
                who=names_of(whole, found.alone),
            )
        )
    if found.topics:
        sentences.append(
            _(
                "Nobody else is recorded for: %(topics)s.",
                topics=", ".join(topic_label(coverage, topic) for topic in found.topics),
            )
        )
    return [one_stop(sentence) for sentence in sentences]


def lost_topics(coverage: Coverage, topics: Iterable[tuple[str, int]]) -> str:
    """Name topics with the year until which they were there, where they are past."""
    return ", ".join(
        _("%(topic)s (until %(year)s)", topic=topic_label(coverage, topic), year=year)
        if year
        else topic_label(coverage, topic)
        for topic, year in topics
    )


def state_text(coverage: Coverage, cell: SchoolCell) -> str:
    """Say how a school stands to a topic."""
    if cell.by:
        return _("recorded, by %(who)s", who=names_of(coverage.whole, cell.by))
    if cell.before:
        by, year = cell.before
        name = name_of(coverage.whole, by)
        if year:
            return _("earlier, until %(year)s by %(who)s", year=year, who=name)
        return _("without a date, by %(who)s", who=name)
    return _("nothing recorded")


def near_text(offers: Offers, near: Near | None, topic: int) -> str:
    """Say who is next, how far away, and when that was last recorded; empty where it is not known."""
    if near is None:
        return ""
    year = latest_year(offers, near, topic)
    told = [name_of(offers.coverage.whole, near.number), km_text(near.km)]
    return ", ".join([*told, _("last in %(year)s", year=year)] if year else told)


def latest_year(offers: Offers, near: Near | None, topic: int) -> str:
    """Return the year in which an organisation last had to do with a topic; empty where none is recorded."""
    year = offers.latest(near.number, topic) if near else UNDATED
    return "" if year == UNDATED else str(year)


def _near_cells(offers: Offers, near: Near | None, topic: int) -> tuple[Cell, Cell, Cell]:
    whole = offers.coverage.whole
    return (who(whole, near.number), round(near.km), latest_year(offers, near, topic)) if near else (None, None, None)


def _year(year: int) -> str:
    return str(year) if year else ""


def _share(number: int, of: int) -> float:
    return number / of if of else 0.0


def _topics(coverage: Coverage, rows: Sequence[Compared]) -> str:
    first = rows[:_MOST_TOPICS_TOLD]
    told = ", ".join(topic_label(coverage, row.topic) for row in first)
    if more := len(rows) - len(first):
        return _("%(topics)s and %(number)s more", topics=told, number=number_text(more))
    return told or _("none")
