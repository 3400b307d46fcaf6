"""What a request to write an entry is about: the draft in it, and the names that were typed for organisations."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any, Final

from flask import abort, request

from graphdir.contacts import has_expired, may_see
from graphdir.draft import PARTICIPANTS, Draft, TableName, columns_of, participants
from graphdir.editing import Editor, EntryNotFoundError
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.cells import split
from graphdir.importing.problems import Problem
from graphdir.model import ContactPoint, Entity, Organisation
from graphdir.needs import KeptNeed, Needs
from graphdir.proposals import Proposal, Proposals
from graphdir.tables import LIST_SEPARATOR, LONGEST_CELL
from graphdir.text import fold, listable
from webapp.access import account_signed_in, is_coordinating, role_signed_in, speaks_for
from webapp.current import current_directory
from webapp.fields import cells_from, sentence
from webapp.need_query import NeedForm, last, read_need
from webapp.pages.editing import PartRow
from webapp.whom import meant, only, told_apart

_SPARE_ROWS: Final = 3
# The box below an organisation's name.
_NAME_STAYS: Final = "name_stays"
_MOST_ROWS: Final = 200
_LONGEST_HEADING: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a request is about: the draft, and names that were typed for organisations.

    ``problems`` are those that the form itself has found: a name that means nobody, or several.
    """

    draft: Draft
    organisation: Organisation | None
    other: str = ""
    choices: Sequence[Organisation] = ()
    rows: Sequence[PartRow] = ()
    problems: Sequence[Problem] = ()


def current_editor() -> Editor:
    """Return who writes entries of this site's network."""
    return Editor(current_directory().store, may_see_contact)


def current_needs() -> Needs:
    """Return the needs kept for this site's network."""
    return Needs(current_directory().store)


def current_proposals() -> Proposals:
    """Return the proposals for this site's network."""
    return Proposals(current_directory().store)


def entry_asked(table: TableName) -> Entity | None:
    """Return the entry that the address names; None for a new one.

    Raises:
        EntryNotFoundError: it is not there, or a contact point that whoever asks may not see.
        OrganisationNotFoundError: the organisation is not there.
    """
    key, of = request.args.get("key", ""), request.args.get("organisation", "")
    if not key:
        return None
    if table == "organisations":
        return current_directory().organisation(key)
    entry = current_editor().found(table, key, of)
    if isinstance(entry, ContactPoint) and not may_see_contact(entry):
        raise EntryNotFoundError
    return entry


def may_see_contact(contact: ContactPoint) -> bool:
    """Tell whether whoever asks may see a contact point here.

    Whoever speaks for an organisation sees all its contact points but those of persons that have expired.
    """
    today = current_directory().today()
    own = speaks_for(contact.organisation_id) and not has_expired(contact, today)
    return own or may_see(role_signed_in(), contact, today)


def proposal_asked(table: TableName) -> Proposal | None:
    """Return the proposal that a coordinator looks at in the form of its table."""
    asked = request.args.get("proposal", "")
    if not asked or not is_coordinating():
        return None
    found = current_proposals().proposal(asked)
    if found.draft.table != table:
        abort(404)
    return found


def read(table: TableName, found: Entity | None, proposal: Proposal | None) -> Sent:
    """Return the draft that the request is about, with what is wrong about the names in it."""
    organisation = None
    if request.args.get("organisation"):
        organisation = current_directory().organisation(request.args["organisation"])
    if table in ("relations", "contacts") and organisation is None:
        raise InvalidInputError(_("Choose the organisation first: open its profile and go on from there."))
    stands = current_editor().cells(found) if found else {}
    if request.method == "GET":
        draft = Draft(table=table, key=found.key if found else "", cells=stands or _blank(table), seen=stands)
        if proposal:
            draft = proposal.draft
    else:
        seen = _seen(table)
        cells = cells_from(table, request.form, seen or (proposal.draft.cells if proposal else {}))
        draft = Draft(table=table, key=found.key if found else "", cells=cells, seen=seen)
    sent = Sent(draft=draft, organisation=organisation)
    return _COMPLETED[table](sent)


def _seen(table: TableName) -> dict[str, str]:
    """Return what the form said that its writer had found; nothing for a new entry."""
    try:
        said: Any = json.loads(request.form.get("seen") or "{}")
    except (ValueError, RecursionError):  # no JSON, or none that anybody's form sends
        abort(400)
    known = columns_of(table)
    if not isinstance(said, dict):
        abort(400)
    seen = {name: value for name, value in said.items() if name in known and isinstance(value, str)}
    if any(len(value) > LONGEST_CELL for value in seen.values()):
        abort(400)
    return seen


def _blank(table: TableName) -> dict[str, str]:
    """Return what stands in the form of a new entry; who signed in knows today what they write."""
    known = {"last_confirmed": current_directory().today()} if account_signed_in() else {}
    blank = {
        "organisations": {"name": request.args.get("name", "")[:200], "country": "Deutschland"},
        "relations": {"status": "active"},
        "projects": _wanted(),
        "contacts": {},
    }[table]
    return {**blank, **known} if "last_confirmed" in columns_of(table) else blank


def _wanted() -> dict[str, str]:
    """Return the cells of a project that a kept need becomes, or what was asked of the search for partners.

    Nothing where the address names a need that one may not close.
    """
    kept, asked = need_asked(), need_in_address()
    if kept and not closable_need():
        return {}
    cells = project_cells(kept) if kept else asked_cells(asked)
    own = [_part_of(asked.seeker)] if asked.seeker and not kept else []
    partners = [
        ("site" if one.kind == "school" else "partner", one.id)
        for one in current_directory().store.organisations(asked.keep).values()
    ]
    parts = [*participants(cells.get(PARTICIPANTS, "")), *own, *partners]
    return {**cells, PARTICIPANTS: "\n".join(f"{role} {id_}" for role, id_ in parts)}


def need_in_address() -> NeedForm:
    """Return what the search for partners, from which somebody comes, was about."""
    return read_need(request.args, current_directory())


def asked_cells(asked: NeedForm) -> dict[str, str]:
    """Return the cells of a project, or of a need, that a search for partners was about."""
    title, description = _headed(asked.text)
    return {
        "title": title,
        "description": description,
        "topics": LIST_SEPARATOR.join((*asked.topics, *asked.recognised)),
        "target_groups": LIST_SEPARATOR.join(asked.target_groups),
        "kind": asked.kind,
        "starts_on": asked.starts_on,
        "ends_on": asked.ends_on,
    }


def _headed(idea: str) -> tuple[str, str]:
    """Return a title for an idea, and the text below it: what is no title already stands there as a whole."""
    first, _line, rest = idea.partition("\n")
    if len(first) <= _LONGEST_HEADING:
        return first.strip(), rest.strip()
    # "3. Klasse" ends no sentence.
    sentence = re.split(r"(?<=[.!?])(?<!\d\.)\s", first, maxsplit=1)[0]
    return shorten(sentence, _LONGEST_HEADING, placeholder="…"), idea


def _part_of(organisation: Organisation) -> tuple[str, str]:
    """Return the role that an organisation has in a project of its own, and its id."""
    return "site" if organisation.kind == "school" else "lead", organisation.id


def need_asked() -> KeptNeed | None:
    """Return the need that is to become a project."""
    asked = request.args.get("need", "")
    return current_needs().need(asked) if asked else None


def closable_need() -> str:
    """Return the id of the need that is to become a project, where whoever is signed in may say so; else nothing."""
    kept, account = need_asked(), account_signed_in()
    return kept.id if kept and account and account.speaks_for(kept.organisation) else ""


def project_cells(kept: KeptNeed) -> dict[str, str]:
    """Return the cells of the project that a need becomes."""
    return {
        "title": kept.title,
        "kind": kept.kind,
        "status": "partner_search",
        "topics": LIST_SEPARATOR.join(kept.topics),
        "target_groups": LIST_SEPARATOR.join(kept.target_groups),
        "starts_on": kept.starts_on,
        "ends_on": kept.ends_on,
        "description": kept.text,
        PARTICIPANTS: f"site {kept.organisation}",
    }


def keeps_name(sent: Sent, proposal: Proposal | None) -> bool | None:
    """Tell whether a name that changes is to stay as a further one; None where there is none that could change."""
    if sent.draft.table != "organisations" or not sent.draft.key:
        return None
    return proposal is None if request.method == "GET" else _NAME_STAYS in request.form


def _with_former_name(sent: Sent) -> Sent:
    """Let an organisation whose name changes keep the present one as a further name where that was asked."""
    cells, former = sent.draft.cells, sent.draft.seen.get("name", "")
    name = cells.get("name", "").strip()
    if not former or not name or _NAME_STAYS not in request.form:
        return sent
    # What is the name again may be among them from a form that was refused.
    further = [one for one in split(cells.get("aliases", "")) if one != name]
    if fold(former) not in map(fold, (name, *further)):
        further.append(listable(former))
    return replace(sent, draft=replace(sent.draft, cells={**cells, "aliases": LIST_SEPARATOR.join(further)}))


def _with_organisation(sent: Sent) -> Sent:
    """Let a contact point belong to the organisation of the address."""
    assert sent.organisation  # noqa: S101  read has seen to it
    cells = {**sent.draft.cells, "organisation_id": sent.organisation.id}
    return replace(sent, draft=replace(sent.draft, cells=cells))


def _with_ends(sent: Sent) -> Sent:
    """Read the other end and the direction of a relation."""
    assert sent.organisation  # noqa: S101  read has seen to it
    directory, taxonomy, own = current_directory(), current_directory().taxonomy(), sent.organisation.id
    cells = dict(sent.draft.cells)
    if request.method == "GET":
        other = cells.get("to_id") if cells.get("from_id") == own else cells.get("from_id")
        other = other or request.args.get("other", "")
        known = directory.store.organisations([other]) if other else {}
        return replace(sent, other=told_apart(known[other]) if other in known else "")
    typed, code = last(request.form, "other")[:300], request.form.get("relation_kind", "")
    choices = meant(directory, typed, request.form.get("other_id", ""))
    end = only(choices)
    kind = code.removesuffix("-in")
    cells["kind"] = kind
    ends = [own, end.id if end else ""]
    if code.endswith("-in") or (kind in taxonomy.relation_kinds and not taxonomy.relation_kinds[kind].directed):
        ends = ends[::-1] if code.endswith("-in") else sorted(ends)
    cells["from_id"], cells["to_id"] = ends
    problems = [] if end else [_nobody("relations", "to_id", typed, choices)]
    return replace(
        sent, draft=replace(sent.draft, cells=cells), other=typed, choices=() if end else choices, problems=problems
    )


def _with_participants(sent: Sent) -> Sent:
    """Read who takes part in a project, a row for each."""
    directory = current_directory()
    if request.method == "GET":
        parts = participants(sent.draft.cells.get(PARTICIPANTS, ""))
        if not sent.draft.key and not parts and sent.organisation:
            parts = [_part_of(sent.organisation)]
        names = directory.store.organisations(organisation for _role, organisation in parts)
        rows = [
            PartRow(role=role, typed=told_apart(names[id_]) if id_ in names else id_, id=id_) for role, id_ in parts
        ]
        return replace(sent, rows=[*rows, *[PartRow()] * _SPARE_ROWS])
    rows, lines, problems = [], [], []
    asked = max(0, min(_MOST_ROWS, request.form.get("rows", 0, int)))
    for number in range(asked):
        typed = last(request.form, f"participant-{number}")[:300].strip()
        role = request.form.get(f"role-{number}", "partner")
        if not typed:
            continue
        choices = meant(directory, typed, request.form.get(f"participant-{number}_id", ""))
        one = only(choices)
        if one:
            lines.append(f"{role} {one.id}")
            rows.append(PartRow(role=role, typed=told_apart(one), id=one.id))
        else:
            problem = _nobody("participations", "organisation_id", typed, choices, row=number)
            problems.append(problem)
            rows.append(PartRow(role=role, typed=typed, choices=choices, error=sentence(problem)))
    cells = {**sent.draft.cells, PARTICIPANTS: "\n".join(lines)}
    # Whoever asks for more lines has not filled those that there are.
    empty = asked - len(rows) if "more" in request.form else 0
    rows += [PartRow()] * min(empty + _SPARE_ROWS, _MOST_ROWS - len(rows))
    return replace(sent, draft=replace(sent.draft, cells=cells), rows=rows, problems=problems)


def _nobody(sheet: str, column: str, typed: str, choices: Sequence[Organisation], row: int = 0) -> Problem:
    if not typed:
        message, proposal = _("is missing"), _("Write the name of the other organisation.")
    elif choices:
        message, proposal = _("can mean several organisations"), _("Choose one of those below.")
    else:
        message, proposal = _("is nobody in the directory"), _("Correct the name, or record the organisation first.")
    return Problem(file="", sheet=sheet, row=row, column=column, value=typed[:200], message=message, proposal=proposal)


_COMPLETED: Final = {
    "organisations": _with_former_name,
    "relations": _with_ends,
    "projects": _with_participants,
    "contacts": _with_organisation,
}
