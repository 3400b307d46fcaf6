"""Entries as records for programs and lines for people, the same for command line and API."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from graphdir.account import Account, AccountState, Role
from graphdir.exporting.copying import Since, TiePage
from graphdir.i18n import date_text, language, moment_text, ngettext
from graphdir.i18n import gettext as _
from graphdir.importing.importer import Plan
from graphdir.matching.index import years
from graphdir.matching.ranking import Match, Ranking
from graphdir.matching.standing import Standing
from graphdir.matching.team import Team
from graphdir.model import (
    Entity,
    EntityKind,
    Organisation,
    Participation,
    Project,
    Relation,
    earliest,
    is_date,
    is_old,
    latest,
)
from graphdir.points import points_text, tenths, worth_telling
from graphdir.profiles import Branch, Profile, ProjectProfile
from graphdir.store import Batch, Connection, FacetCounts, HistoryEntry, Link, Page, Part, Ref, ends_of
from graphdir.summaries import for_reader
from graphdir.tables import TABLES
from graphdir.taxonomy import Taxonomy
from graphdir.text import fold
from graphdir.ties import Tense

# From so many years on without a new project a list rests on what is long past.
_OLD_YEARS = 3
# So many reasons are told of a match in the terminal.
_MOST_REASONS = 4


def record(entry: Entity) -> dict[str, Any]:
    """Return every field by its column name, tuples as lists."""
    values = asdict(entry)
    values.pop("key", None)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def kind_label(organisation: Organisation, taxonomy: Taxonomy) -> str:
    """Return the main kind's name in the language in force; for a school its school type."""
    school_type = taxonomy.school_types.get(organisation.school_type)
    if organisation.kind == "school" and school_type and school_type.id != "unknown":
        return school_type.label(language())
    kind = taxonomy.organisation_kinds.get(organisation.kind)
    return kind.label(language()) if kind else organisation.kind


def relation_label(kind: str, taxonomy: Taxonomy) -> str:
    """Return the relation kind's name in the language in force."""
    return taxonomy.relation_kinds[kind].label(language())


def role_label(role: str) -> str:
    """Return what an organisation is in a project."""
    return {"lead": _("lead"), "partner": _("partner"), "site": _("site (school)"), "funder": _("funder")}[role]


def period_text(start: str, end: str) -> str:
    """Return a period in words; empty when neither side is known."""
    if start and start == end:
        return date_text(start)
    if start and end:
        return _("%(start)s to %(end)s", start=date_text(start), end=date_text(end))
    if start:
        return _("since %(date)s", date=date_text(start))
    if end:
        return _("until %(date)s", date=date_text(end))
    return ""


def project_period(project: Project) -> str:
    """Return a project's period; only a start is no "since", since projects end."""
    if project.starts_on and not project.ends_on:
        return _("from %(date)s", date=date_text(project.starts_on))
    return period_text(project.starts_on, project.ends_on)


def period_text_of(entry: Relation | Organisation | Project, today: str) -> str:
    """Return the period of an entry in words; what is only to begin is not "since"."""
    if isinstance(entry, Project):
        return project_period(entry)
    ahead = earliest(entry.valid_from) > today or (isinstance(entry, Relation) and entry.status == "planned")
    if ahead and entry.valid_from and not entry.valid_to:
        return _("from %(date)s", date=date_text(entry.valid_from))
    return period_text(entry.valid_from, entry.valid_to)


def link_period(link: Link, seen_from: Organisation, today: str) -> str:
    """Return the period of a relation in words, to the end of either organisation where it has none of its own."""
    if gone := link.ended_with(seen_from, today):
        return period_text(link.relation.valid_from, gone.valid_to)
    return period_text_of(link.relation, today)


def tense_text(link: Link, seen_from: Organisation, today: str) -> str:
    """Say that a relation is planned, or has ended with an organisation; else nothing."""
    if link.tense(seen_from, today) is Tense.PLANNED or link.relation.status == "planned":
        return _("planned")
    gone = link.ended_with(seen_from, today)
    return _("ended with %(name)s", name=gone.name) if gone else ""


def tense_label(tense: Tense) -> str:
    """Return when a tie holds, in a word."""
    return {Tense.PRESENT: _("at present"), Tense.FORMER: _("formerly"), Tense.PLANNED: _("planned")}[tense]


def confirmed_text(confirmed: str, today: str) -> str:
    """Say when something was last confirmed, and in words when that is more than a year ago."""
    if not confirmed:
        return _("not confirmed so far")
    if is_old(confirmed, today):
        return _("last confirmed %(date)s, older than a year", date=date_text(confirmed))
    return _("last confirmed %(date)s", date=date_text(confirmed))


def number_text(number: float) -> str:
    """Return a number with the separators of the language in force; two decimals unless whole."""
    told = f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"
    return told.translate(str.maketrans(",.", ".,")) if language() == "de" else told


def project_kind_label(kind: str, taxonomy: Taxonomy) -> str:
    """Return the project kind's name in the language in force; empty for none."""
    term = taxonomy.project_kinds.get(kind)
    return term.label(language()) if term else kind


def project_status_label(status: str) -> str:
    """Return where a project stands."""
    return {
        "idea": _("idea"),
        "consultation": _("consultation"),
        "partner_search": _("search for partners"),
        "application": _("application"),
        "approval": _("approved"),
        "rejection": _("rejected"),
        "running": _("running"),
        "final_report": _("final report"),
        "closed": _("closed"),
        "withdrawn": _("withdrawn"),
    }.get(status, status)


def change_text(entry: HistoryEntry, names: Mapping[str, str], taxonomy: Taxonomy) -> str:
    """Say in one sentence what happened to an entry; ``names`` are known names by id."""
    return _change_text(entry.ref, entry.before, entry.after, names, taxonomy)


def planned_lines(plan: Plan, names: Mapping[str, str], taxonomy: Taxonomy) -> Iterator[str]:
    """Say of each entry that stands what an import would change, but for contact points, which may be persons'."""
    for change in plan.changes.changes:
        stood = plan.redated.get(change.ref.key, change.before)
        if stood is not None and change.after is not None and change.ref.entity != "contact":
            yield _change_text(change.ref, record(stood), record(change.after), names, taxonomy)


def _change_text(
    ref: Ref,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    names: Mapping[str, str],
    taxonomy: Taxonomy,
) -> str:
    what = _subject(ref, after or before or {}, names, taxonomy)
    if before is None:
        return _("%(what)s recorded", what=what)
    if after is None:
        return _("%(what)s erased", what=what)
    changed = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    told = "; ".join(_field_change(ref.entity, name, before, after, taxonomy) for name in changed)
    return _("%(what)s changed: %(changes)s", what=what, changes=told)


def _subject(ref: Ref, fields: Mapping[str, Any], names: Mapping[str, str], taxonomy: Taxonomy) -> str:
    if ref.entity == "relation":
        ends = " — ".join(names.get(fields[end], fields[end]) for end in ("from_id", "to_id"))
        return _("Relation “%(kind)s” %(ends)s", kind=relation_label(fields["kind"], taxonomy), ends=ends)
    if ref.entity == "participation":
        name = names.get(fields["organisation_id"], fields["organisation_id"])
        if fields["project_id"] in names:
            return _("Participation of %(name)s in “%(project)s”", name=name, project=names[fields["project_id"]])
        return _("Participation of %(name)s", name=name)
    return _("Entry “%(name)s”", name=fields.get("name") or fields.get("title") or ref.key)


# What was once written there may have been about a person, and is gone for good reason.
_NOT_REPEATED = frozenset({"phone", "email", "description"})
_CHOICES = frozenset({"status", "occasion", "visibility", "position_quality"})
_VOCABULARY_OF = {
    ("organisation", "kind"): "organisation_kinds",
    ("organisation", "further_kinds"): "organisation_kinds",
    ("organisation", "school_type"): "school_types",
    ("organisation", "topics"): "topics",
    ("organisation", "target_groups"): "target_groups",
    ("project", "kind"): "project_kinds",
    ("project", "topics"): "topics",
    ("project", "target_groups"): "target_groups",
    ("relation", "topics"): "topics",
}


def _field_change(
    entity: EntityKind, name: str, before: Mapping[str, Any], after: Mapping[str, Any], taxonomy: Taxonomy
) -> str:
    label = field_label(name)
    if name in _NOT_REPEATED:
        return label
    old, new = (value_text(entity, name, fields.get(name), taxonomy) for fields in (before, after))
    return f"{label}: {old} → {new}"


def value_text(entity: EntityKind, name: str, value: Any, taxonomy: Taxonomy) -> str:
    """Return a field's value in words."""
    if name in _CHOICES and value:
        return choice_label(value)
    if (entity, name) == ("participation", "role"):
        return role_label(value)
    return _value(value, getattr(taxonomy, _VOCABULARY_OF.get((entity, name), ""), {}))


def header_text(header: str) -> str:
    """Return a header of a list; where it is none of the list but a column's own name, what people call that."""
    own = any(column.name == header for table in TABLES.values() for column in table.columns)
    return field_label(header) if own and header != "name" else header


def field_label(name: str) -> str:
    """Return what a column is called above the field of a form and in the history."""
    return {
        "aliases": _("Further names"),
        "amount_eur": _("Amount in euros"),
        "country": _("Country"),
        "description": _("Description"),
        "email": _("E-mail"),
        "ends_on": _("End"),
        "expires_on": _("Keep until"),
        "from_id": _("From"),
        "further_kinds": _("Further kinds"),
        "id": _("Id"),
        "keywords": _("Keywords"),
        "kind": _("Kind"),
        "last_confirmed": _("Last confirmed"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "municipality": _("Municipality"),
        "name": _("Name"),
        "occasion": _("Occasion"),
        "organisation_id": _("Organisation"),
        "parent_id": _("Part of"),
        "participants": _("Who takes part"),
        "phone": _("Telephone"),
        "position_quality": _("Exactness of the place"),
        "postcode": _("Postcode"),
        "programme": _("Programme"),
        "project_id": _("Project"),
        "recognised_75": _("Recognised after § 75 SGB VIII"),
        "region": _("Region"),
        "role": _("Role"),
        "school_type": _("School type"),
        "source": _("Source"),
        "starts_on": _("Beginning"),
        "status": _("Status"),
        "street": _("Street"),
        "target_groups": _("Target groups"),
        "title": _("Title"),
        "to_id": _("To"),
        "topics": _("Topics"),
        "town": _("Town"),
        "valid_from": _("Valid from"),
        "valid_to": _("Valid until"),
        "visibility": _("Visible to"),
        "website": _("Web page"),
    }.get(name, name.replace("_", " "))


def choice_label(value: str) -> str:
    """Return what one of a few fixed values is called: a status, an occasion, a visibility."""
    return {
        "active": _("active"),
        "planned": _("planned"),
        "strategic": _("strategic"),
        "need_based": _("as need arises"),
        "exact": _("exact"),
        "place": _("middle of the town"),
        "public": _("everybody"),
        "members": _("members who are signed in"),
        "restricted": _("coordinators only"),
    }.get(value) or project_status_label(value)


def _value(value: Any, terms: Mapping[str, Any]) -> str:
    if value in (None, "", []):
        return _("(empty)")
    if isinstance(value, list):
        return ", ".join(_value(part, terms) for part in value)
    if value in terms:
        return str(terms[value].label(language()))
    return date_text(value) if isinstance(value, str) and is_date(value) else str(value)


def author_text(author: str, names: Mapping[str, str] | None = None) -> str:
    """Return who changed something; an account's name only where ``names`` have it, by its mark."""
    role, _colon, mark = author.partition(":")
    if mark and role in list(Role):
        told = _("member") if role == Role.MEMBER else _("network office")
        name = (names or {}).get(mark)
        return f"{name} ({told})" if name else told
    programs = {
        "import": _("import"),
        "undo": _("undo"),
        "merge": _("merging"),
        "demo": _("sample network"),
        "persons": _("data protection"),
    }
    return programs.get(author, author)


def left_out_text(format_: str) -> str:
    """Say what a format of exchange has no room for; empty for one that holds everything."""
    return {
        "hsds": _(
            "HSDS has no room for organisations that are no more, relations other than of a part to its whole, "
            "projects without a lead, further leads and partners of a project, amounts, keywords, dates of "
            "organisations, recognition as a carrier, sources, days of confirmation but of projects and until when a "
            "contact point may be shown; csv, xlsx and json hold everything."
        ),
        "graphml": _("Contact points are no part of a graph; csv, xlsx and json hold everything."),
        "gexf": _("Contact points are no part of a graph; csv, xlsx and json hold everything."),
        "vcard": _(
            "vCards hold organisations that are still there with their contact points alone; csv, xlsx and json hold "
            "everything."
        ),
    }.get(format_, "")


def hidden_text(number: int) -> str:
    """Say that contact points are left out that not everybody may see; empty for none."""
    if not number:
        return ""
    return ngettext(
        "%(number)s contact point that is not public was left out; --all-contacts takes it along.",
        "%(number)s contact points that are not public were left out; --all-contacts takes them along.",
        number,
    )


def batch_line(batch: Batch, *, undone: bool) -> str:
    """Tell a change set in a line: its number, when, by whom, what, of how many entries, and what became of it."""
    number = ngettext("%(number)s entry", "%(number)s entries", batch.changes, number=number_text(batch.changes))
    state = _("interrupted") if batch.state == "interrupted" else _("taken back") if undone else ""
    parts = (batch.id, moment_text(batch.at), author_text(batch.author), for_reader(batch.summary), number, state)
    return "\t".join(filter(None, parts))


def search_record(page: Page, facets: FacetCounts, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return hits and facets; facet values with their labels."""
    return {
        "total": page.total,
        "organisations": [summary(organisation, taxonomy) for organisation in page.organisations],
        "facets": {
            name: [
                {"value": value, "label": facet_label(name, value, taxonomy), "count": count} for value, count in counts
            ]
            for name, counts in facets.items()
        },
    }


def facet_label(facet: str, value: str, taxonomy: Taxonomy) -> str:
    """Return how a facet's value is called; a town is its own name."""
    vocabularies: Mapping[str, Mapping[str, Any]] = {
        "kind": taxonomy.organisation_kinds,
        "topic": taxonomy.topics,
        "school_type": taxonomy.school_types,
        "target_group": taxonomy.target_groups,
    }
    term = vocabularies.get(facet, {}).get(value)
    return term.label(language()) if term else value


def summary(organisation: Organisation, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return what a list of organisations tells."""
    return {
        **record(organisation),
        "kind_label": kind_label(organisation, taxonomy),
        "group": taxonomy.group_of(organisation.kind),
    }


def profile_record(profile: Profile, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return everything a profile tells."""
    return {
        **record(profile.organisation),
        "kind_label": kind_label(profile.organisation, taxonomy),
        "works_on": list(profile.topics),
        "part_of": [{"id": whole.id, "name": whole.name} for whole in profile.above],
        "parts": [_branch_record(branch) for branch in profile.tree.parts],
        "relations": [_link_record(link, profile, taxonomy) for group in profile.links for link in group.links],
        "projects": [{**record(part.project), "role": part.participation.role} for part in profile.parts],
        "contacts": [record(contact) for contact in profile.contacts],
    }


def project_record(profile: ProjectProfile) -> dict[str, Any]:
    """Return a project with its participants."""
    return {
        **record(profile.project),
        "participants": [
            {
                "id": part.organisation.id,
                "name": part.organisation.name,
                "role": part.participation.role,
                "source": part.participation.source,
            }
            for part in profile.parts
        ],
    }


def tie_page_record(page: TiePage, name: str, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return relations or participations under ``name``, each with its key and what its ends are called."""
    return {"total": page.total, name: [_tie_record(tie, page.names, taxonomy) for tie in page.ties]}


def _tie_record(tie: Relation | Participation, names: Mapping[Ref, str], taxonomy: Taxonomy) -> dict[str, Any]:
    one, other = (names.get(end, "") for end in ends_of(tie))
    told = {**record(tie), "key": tie.key}
    if isinstance(tie, Participation):
        return {**told, "project_title": one, "organisation_name": other}
    kind = taxonomy.relation_kinds[tie.kind]
    return {**told, "kind_label": kind.label(language()), "directed": kind.directed, "from_name": one, "to_name": other}


def since_record(since: Since) -> dict[str, Any]:
    """Return what changed; an entry that is gone by its key alone."""
    return {
        "position": since.position,
        "changes": [
            {"entity": ref.entity, "key": ref.key, "entry": None if entry is None else record(entry)}
            for ref, entry in since.changes
        ],
    }


def connection_record(connection: Connection | None, taxonomy: Taxonomy, today: str) -> dict[str, Any]:
    """Return the chain; ``found`` is false and the chain empty when nothing is recorded."""
    if connection is None:
        return {"found": False, "nodes": [], "steps": []}
    return {
        "found": True,
        "nodes": [{"id": node.id, "entity": node.entity, "name": _name(node)} for node in connection.nodes],
        "steps": [
            [{"text": tie_text(tie, taxonomy, node.id, today), **record(tie)} for tie in ties]
            for node, ties in zip(connection.nodes, connection.steps, strict=False)
        ],
    }


def connection_lines(connection: Connection, taxonomy: Taxonomy, today: str) -> Iterator[str]:
    """Tell the chain from one end to the other."""
    yield _name(connection.nodes[0])
    for before, node, ties in zip(connection.nodes, connection.nodes[1:], connection.steps, strict=False):
        yield "  | " + "; ".join(tie_text(tie, taxonomy, before.id, today) for tie in ties)
        yield _name(node)


def tie_text(tie: Relation | Participation, taxonomy: Taxonomy, seen_from: str, today: str) -> str:
    """Say what joins two neighbours of a chain, as read from the first of them."""
    if isinstance(tie, Participation):
        return _("takes part as %(role)s", role=role_label(tie.role))
    period = period_text_of(tie, today)
    kind = taxonomy.relation_kinds[tie.kind]
    label = kind.heading(language(), incoming=kind.directed and tie.to_id == seen_from)
    return f"{label} ({period})" if period else label


def profile_lines(profile: Profile, taxonomy: Taxonomy) -> Iterator[str]:
    """Tell a profile in lines of text."""
    organisation = profile.organisation
    yield organisation.name
    yield ", ".join(
        part
        for part in (
            kind_label(organisation, taxonomy),
            organisation.street,
            f"{organisation.postcode} {organisation.town}".strip(),
        )
        if part
    )
    if period := period_text_of(organisation, profile.today):
        yield period
    if profile.further_names:
        yield _("also: %(names)s", names=", ".join(profile.further_names))
    topics = [taxonomy.topics[id_].label(language()) for id_ in profile.topics if id_ in taxonomy.topics]
    if topics:
        yield _("topics: %(topics)s", topics=", ".join(topics))
    for contact in profile.contacts:
        yield "  ".join(
            part
            for part in (
                taxonomy.contact_roles[contact.role].label(language()),
                contact.name,
                contact.phone,
                contact.email,
            )
            if part
        )
    if not profile.links and not profile.parts:
        yield _("No relation is recorded yet.")
    for group in profile.links:
        yield f"{taxonomy.relation_kinds[group.kind].heading(language(), incoming=group.incoming)}:"
        for link in group.links:
            yield "  " + _link_line(link, profile)
    if profile.parts:
        yield _("Projects:")
        for part in profile.parts:
            yield "  " + _part_line(part)
    source = _("source: %(source)s", source=organisation.source) if organisation.source else ""
    confirmed = (
        _("last confirmed %(date)s", date=date_text(organisation.last_confirmed))
        if organisation.last_confirmed
        else _("never confirmed")
    )
    yield "; ".join(part for part in (source, confirmed) if part)


def ranking_record(ranking: Ranking) -> dict[str, Any]:
    """Return matches with their reasons; the contributions add up to the score."""
    return {
        "seeker": ranking.query.seeker.id if ranking.query.seeker else None,
        "topics": list(ranking.query.topics),
        "unmet_topics": list(ranking.unmet_topics),
        "unmet_target_groups": list(ranking.unmet_groups),
        "on_topic": [] if ranking.related else [organisation.id for organisation in ranking.on_topic],
        "unplaced": ranking.unplaced,
        "behind": ranking.behind,
        "remarks": [*ranking_remarks(ranking), *on_topic_line(ranking), *ranking_basis(ranking)],
        "matches": [
            {
                **_match_record(match),
                "planned": match.planned,
                "introduction": match.introduction.text if match.introduction else "",
            }
            for match in ranking.matches
        ],
    }


def _match_record(match: Match) -> dict[str, Any]:
    return {
        "id": match.organisation.id,
        "name": match.organisation.name,
        "score": match.score,
        "known": match.known,
        "distance_km": None if match.distance_km is None else round(match.distance_km, 1),
        "rough": match.rough,
        "reasons": [{**asdict(reason), "text": reason.text or wordless()} for reason in match.reasons],
    }


def wordless() -> str:
    """Return what is said of a part of a score for which there are no words of its own."""
    return _("Other: what network, region, kind, name and projects nearby say in general")


def known_label(match: Match) -> str:
    """Return whether a partner is known, new, or new while working together is planned; empty where nobody seeks."""
    if match.seekerless:
        return ""
    if match.known:
        return _("known")
    return _("planned") if match.planned else _("new")


def ranking_remarks(ranking: Ranking) -> Iterator[str]:
    """Tell what the list cannot say: what was not understood, what nobody works on, from where, who is left out."""
    query = ranking.query
    if query.need.text and not query.topics and not query.idea_counts:
        yield _(
            "No word of the text says what it is about, so it does not count. Choose a topic, or say it in other words."
        )
    elif query.need.text and not query.topics:
        yield _(
            "No topic of the directory was recognised in the text; its words are searched for. If a topic fits, "
            "choose it."
        )
    if query.need.ends_on and latest(query.need.ends_on) < query.today:
        yield _("The period is over since %(date)s.", date=date_text(query.need.ends_on))
    if ranking.unmet_topics and ranking.matches:
        taxonomy = query.index.taxonomy
        labels = ", ".join(taxonomy.topics[topic].label(language()) for topic in ranking.unmet_topics)
        if query.seeker and query.wanted.intersection(query.seeker.topics, ranking.unmet_topics):
            yield _(
                "By the directory, nobody but you works on: %(topics)s. The order follows all else that is known.",
                topics=labels,
            )
        else:
            yield _(
                "By the directory, nobody who could be proposed works on: %(topics)s. The order follows all else "
                "that is known.",
                topics=labels,
            )
    if ranking.unmet_groups and ranking.matches:
        known = query.index.taxonomy.target_groups
        yield _(
            "By the directory, nobody who could be proposed is there for: %(groups)s. The order follows all else that "
            "is known.",
            groups=", ".join(known[group].label(language()) for group in ranking.unmet_groups),
        )
    if query.seeker and query.point is None and ranking.matches:
        name = query.seeker.name
        yield (
            _("Of “%(name)s” only the region is recorded: the list is made around its middle. Name a place.", name=name)
            if query.centre
            else _("Where “%(name)s” is, is not recorded, so distance does not count. Name a place.", name=name)
        )
    if ranking.unplaced:
        yield ngettext(
            "%(number)s organisation of the directory has no recorded place and is left out by the distance.",
            "%(number)s organisations of the directory have no recorded place and are left out by the distance.",
            ranking.unplaced,
        )


def on_topic_label(ranking: Ranking) -> str:
    """Return what stands before those who are on the topic of the need, or near it."""
    return _("Recorded on a related topic:") if ranking.related else _("Recorded on the topic:")


def on_topic_line(ranking: Ranking) -> Iterator[str]:
    """Name those who are recorded on what is looked for; nothing where nobody is."""
    if ranking.on_topic:
        yield f"{on_topic_label(ranking)} {'; '.join(organisation.name for organisation in ranking.on_topic)}"


def ranking_basis(ranking: Ranking) -> Iterator[str]:
    """Tell what a list rests on: how old what is known is, and from where the weights are."""
    query = ranking.query
    if not ranking.matches:
        return
    if query.index.projects and query.index.newest + _OLD_YEARS < years(query.today):
        yield _(
            "Hardly any project in the directory began after %(year)s: the list rests on what was recorded up to then.",
            year=int(query.index.newest),
        )
    if ranking.fitted:
        yield _("How much each reason counts was learned from the projects of this network.")


def match_lines(match: Match, place: int) -> Iterator[str]:
    """Tell a match with what speaks for it: four reasons at most, and what all others come to."""
    known = f"{label}, " if (label := known_label(match)) else ""
    town = f", {match.organisation.town}" if _adds_its_town(match.organisation) else ""
    rounded = tenths([reason.contribution for reason in match.reasons])
    yield f"{place}. {match.organisation.name}{town} ({known}{points_text(sum(rounded), sign=False)})"
    said = [(number, reason) for reason, number in zip(match.reasons, rounded, strict=True) if reason.text]
    told = worth_telling(said)[:_MOST_REASONS]
    for number, reason in told:
        yield f"   {points_text(number) if number else ' ' * 4}  {reason.text}"
    if rest := sum(rounded) - sum(number for number, _reason in told):
        yield f"   {points_text(rest)}  " + _("Other")
    if match.introduction:
        yield f"   → {match.introduction.text}"


def _adds_its_town(organisation: Organisation) -> bool:
    """Tell whether the town is worth saying beside the name, which may end with it."""
    return bool(organisation.town) and not fold(organisation.name).endswith(fold(organisation.town))


def standing_record(standing: Standing) -> dict[str, Any]:
    """Return where an organisation stands in a list, for programs; place 0 where ``obstacle`` rules it out."""
    return {
        **_match_record(standing.match),
        "place": standing.place,
        "of": standing.of,
        "compared": standing.is_compared,
        "obstacle": standing.obstacle,
        "weaker": list(standing.weaker),
    }


def standing_lines(standing: Standing) -> Iterator[str]:
    """Tell where an organisation stands in a list, and what keeps it down."""
    name = standing.match.organisation.name
    if standing.obstacle:
        left_out = _("not in the list.")
        yield f"{name}: {left_out} {standing.obstacle}"
        return
    yield f"{name}: {place_text(standing)}."
    yield from (f"   - {sentence}" for sentence in standing.weaker)


def place_text(standing: Standing) -> str:
    """Say where an organisation stands that nothing rules out: “place 3 of 66”."""
    numbers = {"place": number_text(standing.place), "of": number_text(standing.of)}
    if standing.is_compared:
        return _("place %(place)s of %(of)s", **numbers)
    return _("not among the %(of)s compared; by its points it would be in place %(place)s", **numbers)


def plan_record(plan: Plan) -> dict[str, Any]:
    """Return an import's counts, duplicates and problems."""
    return {
        "counts": {table: asdict(counts) for table, counts in plan.counts.items()},
        "duplicates": [asdict(duplicate) for duplicate in plan.duplicates],
        "joins": [asdict(join) for join in plan.joins],
        "kept": dict(plan.kept),
        "problems": [asdict(problem) for problem in plan.problems],
        "left_out": [asdict(row) for row in plan.left_out],
    }


def table_label(name: str) -> str:
    """Return what a table is called."""
    return TABLES[name].german[0] if language() == "de" else name.replace("_", " ").capitalize()


def _name(node: Organisation | Project) -> str:
    return node.name if isinstance(node, Organisation) else node.title


def _branch_record(branch: Branch) -> dict[str, Any]:
    return {
        "id": branch.organisation.id,
        "name": branch.organisation.name,
        "parts": [_branch_record(part) for part in branch.parts],
    }


def _link_record(link: Link, profile: Profile, taxonomy: Taxonomy) -> dict[str, Any]:
    return {
        **record(link.relation),
        "key": link.relation.key,
        "kind_label": relation_label(link.relation.kind, taxonomy),
        "other": {"id": link.other.id, "name": link.other.name},
        "outgoing": link.relation.from_id == profile.organisation.id,
        "tense": link.tense(profile.organisation, profile.today),
    }


def _link_line(link: Link, profile: Profile) -> str:
    period = link_period(link, profile.organisation, profile.today)
    tense = tense_text(link, profile.organisation, profile.today)
    remark = ", ".join(part for part in (tense, period) if part)
    return f"{link.other.name} ({remark})" if remark else link.other.name


def _part_line(part: Part) -> str:
    period = project_period(part.project)
    role = role_label(part.participation.role)
    return f"{part.project.title} ({', '.join(x for x in (role, period) if x)})"


def team_record(team: Team) -> dict[str, Any]:
    """Return a team's members as matches with what each adds, and the wishes that nobody fulfils."""
    return {
        "members": [{**_match_record(member.match), "covers": list(member.covers)} for member in team.members],
        "uncovered": list(team.uncovered),
    }


def account_role_label(role: Role) -> str:
    """Return what a role is called in the language in force."""
    return {Role.MEMBER: _("Member"), Role.COORDINATOR: _("Coordinator"), Role.ADMINISTRATOR: _("Administrator")}[role]


def account_state_label(state: AccountState) -> str:
    """Return whether somebody may sign in, in the language in force."""
    return {
        AccountState.ACTIVE: _("active"),
        AccountState.INVITED: _("invited"),
        AccountState.DISABLED: _("disabled"),
    }[state]


def account_record(account: Account) -> dict[str, Any]:
    """Return an account as JSON tells it."""
    return {
        "mail": account.mail,
        "name": account.name,
        "role": account.role.value,
        "organisations": list(account.organisations),
        "state": account.state.value,
    }
