"""What the columns of an uploaded list mean, where neither headers nor a kept profile say so: asked, never guessed."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.importing.actors import ACTORS
from graphdir.importing.asking import (
    NOTHING,
    PERSON,
    Meaning,
    Question,
    answered,
    decisions,
    meanings,
    questions,
    with_meanings,
)
from graphdir.importing.files import RawSheet
from graphdir.importing.lists import Understood
from graphdir.importing.mapping import WHERE_NO, WHERE_YES, ListProfile, read_profile, respelled, written
from graphdir.importing.proposing import NEW, adding, asking_words, begun, propose, without_added
from graphdir.importing.readers import told_apart
from graphdir.importing.splitting import best_fitting, header_for, lacking
from graphdir.pending import PendingImport
from graphdir.presenting import field_label, table_label
from graphdir.tables import TABLES
from webapp.choices import Choices
from webapp.current import current_directory
from webapp.fields import choices_of
from webapp.imports import checked_import
from webapp.jobs import Job
from webapp.pages.imports import Asked, AskedColumn, ImportMappingPage
from webapp.rendering import render
from webapp.waiting_lists import current_imports, current_profiles, preview, profiles_for

blueprint = Blueprint("mappings", __name__)
_EXAMPLES = 3
# What a row can be said to be; other tables are written by machines.
_STARTS = ("organisations", "projects", "relations", "contacts")


@blueprint.get("/import/<import_id>/mapping")
def mapping(import_id: str) -> ResponseReturnValue:
    """Ask what the columns of a list mean, and words that no vocabulary knows; ``of`` names the table of its rows.

    ``list`` counts the lists of the import from 0; without it the first is asked about of which nobody knows anything.
    What a mapping says already is there to be changed.
    With ``add=unknown`` those are added whom the list names and nobody knows.
    """
    pending = current_imports().pending(import_id)
    raw = _list(pending)
    if raw is None:
        return redirect(url_for("imports.review", import_id=import_id))
    taxonomy, of = current_directory().taxonomy(), request.args.get("of", "")
    checked = checked_import(pending) if request.args.get("add") == "unknown" else None
    if isinstance(checked, Job):
        return redirect(url_for("imports.review", import_id=import_id))
    profile = _in_use(pending, raw)
    at = header_for(profile, raw) if profile else None
    if profile and at is not None:
        profile = respelled(profile, told_apart(raw.rows[at][1]))
    if checked and (unknown := checked.plan.unknown.get((raw.file, raw.sheet))):
        profile = adding(profile or begun(raw, taxonomy, _table_of(raw, checked.lists)), unknown)
    elif of in _STARTS:
        profile = begun(raw, taxonomy, of)
    elif profile is None:
        profile = propose(raw, taxonomy).profile
    if profile:
        profile = asking_words(profile, raw, taxonomy)
    return _asked(pending, raw, profile, written(profile) if profile else "")


@blueprint.post("/import/<import_id>/mapping")
def mapped(import_id: str) -> ResponseReturnValue:
    """Take the answers; ask on where something is open, else read the list that way."""
    pending = current_imports().pending(import_id)
    raw = _list(pending)
    if raw is None:
        return redirect(url_for("imports.review", import_id=import_id))
    typed = request.form.get("profile", "").replace("\r\n", "\n")
    profile = None
    try:
        profile = read_profile(typed)
        if "text" not in request.form:
            profile = _with_answers(profile)
        _check_fit(profile, raw)
        profile = asking_words(profile, raw, current_directory().taxonomy())
    except InvalidInputError as error:
        return _asked(pending, raw, profile, typed, problem=str(error)), 400
    if questions(profile):
        problem = _("Nothing was read yet: something is still open.")
        return _asked(pending, raw, profile, written(profile), problem=problem), 400
    before = _in_use(pending, raw)
    others = [own for own in pending.profiles if read_profile(own) != before]
    current_imports().change(pending, profiles=(written(profile), *others))
    if "keep" in request.form:
        current_profiles().keep(without_added(profile))
        flash(_("The mapping “%(name)s” is kept for the next list of this kind.", name=profile.name))
    return redirect(url_for("imports.review", import_id=import_id))


@blueprint.post("/import/mappings/forget")
def forget() -> ResponseReturnValue:
    """Throw a kept mapping away."""
    name = request.form.get("name", "")
    current_profiles().erase(name)
    flash(_("The mapping “%(name)s” is not kept any longer.", name=name))
    return redirect(url_for("imports.imports"))


def _in_use(pending: PendingImport, raw: RawSheet) -> ListProfile | None:
    """Return the profile by which the list is read at present; None where its headers alone say it, or nothing."""
    return best_fitting(profiles_for(pending), raw)


def _table_of(raw: RawSheet, lists: Understood) -> str:
    return next(sheet.table.name for sheet in lists.sheets if (sheet.file, sheet.sheet) == (raw.file, raw.sheet))


def _with_answers(profile: ListProfile) -> ListProfile:
    form = request.form
    decided = [form.get(f"decided-{at}", "").strip() for at in range(len(decisions(profile)))]
    answers = [form.get(f"answer-{at}", "").strip() for at in range(len(questions(profile)))]
    profile = answered(profile, answers, decided)
    chosen: dict[str, Meaning | None] = {}
    for header, meaning in zip(form.getlist("header"), form.getlist("meaning"), strict=False):
        section, dot, column = meaning.partition(".")
        chosen[header] = (section, column) if dot else None
    profile = with_meanings(profile, chosen)
    name = form.get("name", "").strip()[:200]
    # Read again: what was put together here has to be what a file could say.
    return read_profile(written(replace(profile, name=name or profile.name)))


def _check_fit(profile: ListProfile, raw: RawSheet) -> None:
    if header_for(profile, raw) is None:
        raise InvalidInputError(_("The list has no column %(columns)s.", columns=", ".join(lacking(profile, raw))))


def _list(pending: PendingImport) -> RawSheet | None:
    lists = current_directory().lists_of(current_imports().contents(pending), profiles_for(pending))
    wanted = request.args.get("list", -1, type=int)
    return lists.raws[wanted] if 0 <= wanted < len(lists.raws) else next(iter(lists.unclear), None)


def _asked(pending: PendingImport, raw: RawSheet, profile: ListProfile | None, typed: str, *, problem: str = "") -> str:
    return render(
        ImportMappingPage(
            pending=pending,
            which=request.args.get("list", type=int),
            name=profile.name if profile else "",
            profile=typed,
            problem=problem,
            preview=preview(raw),
            columns=_columns(raw, profile) if profile else [],
            meanings=_choices(profile) if profile else [],
            questions=list(map(_question, questions(profile))) if profile else [],
            decisions=list(map(_question, decisions(profile))) if profile else [],
            starts=[("", [(name, _entry_of(name)) for name in _STARTS])],
            tables=list(TABLES.values()),
        )
    )


def _columns(raw: RawSheet, profile: ListProfile) -> list[AskedColumn]:
    """Return the headers of the list, each with a few cells and what it means at present."""
    found = meanings(profile)
    at = header_for(profile, raw) or 0
    columns: list[AskedColumn] = []
    for position, header in enumerate(told_apart(raw.rows[at][1])):
        if header and header not in [column.header for column in columns]:
            cells = [row[position].strip() for _number, row in raw.rows[at + 1 :] if position < len(row)]
            examples = list(dict.fromkeys(filter(None, cells)))[:_EXAMPLES]
            columns.append(AskedColumn(header=header, examples=examples, meaning=".".join(found.get(header, ()))))
    return columns


def _choices(profile: ListProfile) -> Choices:
    """Return what a column can mean: for each entry of a row its columns, as (value, label)."""
    choices: list[tuple[str, list[tuple[str, str]]]] = []
    sections = [(section.name, section.table) for section in profile.sections]
    names = {name for name, _table in sections}
    # Persons may be added to any organisation of a row.
    of_organisations = [f"{name}{PERSON}" for name, table in sections if table == "organisations"]
    for name, table in [*sections, *((person, "contacts") for person in of_organisations if person not in names)]:
        called = _called(name, table)
        meant = [(f"{name}.{column.name}", f"{called}: {field_label(column.name)}") for column in TABLES[table].columns]
        if table == "contacts":
            meant.append((f"{name}.{WHERE_YES}", _("%(entry)s: only where it says yes here", entry=called)))
            meant.append((f"{name}.{WHERE_NO}", _("%(entry)s: only where it says no here, or nothing", entry=called)))
        choices.append((called, meant))
    return choices


def _question(question: Question) -> Asked:
    column = TABLES[question.table].column(question.column)
    place = f"{_called(question.section, question.table)}, {field_label(question.column)}"
    if question.cell and question.section.startswith(NEW):
        label = _("What kind of organisation is “%(cell)s”?", cell=question.cell)
    elif question.cell:
        label = _("%(place)s: what does “%(cell)s” mean?", place=place, cell=question.cell)
    elif question.by_header:
        label = _("%(place)s: choose below which header says it.", place=place)
    else:
        label = _("%(place)s: what is it for all rows?", place=place)
    choices = list(choices_of(column, current_directory().taxonomy()))
    if choices and question.cell and not column.required:
        choices.append(("", [(NOTHING, _("nothing: read the cell as empty"))]))
    return Asked(label=label, choices=choices, by_header=question.by_header, answer=question.means)


def _called(section: str, table: str) -> str:
    """Return what an entry of a row is called: sections of proposals have words, others their names."""
    if section.endswith(PERSON) and not section.startswith(NEW):
        return _("Person at %(entry)s", entry=_called(section.removesuffix(PERSON), "organisations"))
    ends = section.split("_")
    if table == "relations" and len(ends) == 2 and set(ends) <= ACTORS.keys():  # noqa: PLR2004  two ends
        one, other = (_called(end, "organisations") for end in ends)
        return _("Relation of %(one)s and %(other)s", one=one, other=other)
    return {
        "entry": _entry_of(table),
        "carrier": _("Carrier"),
        "school": _("School"),
        "partner": _("Partner"),
        "project": _("Project"),
        "carrier_of_project": _("Carrier of the project"),
        "school_of_project": _("School of the project"),
        "lead": _("Carrier of the project"),
        "site": _("School of the project"),
        "partner_of_project": _("Partner of the project"),
        # Called after a header that says only that a name is in it.
        **dict.fromkeys(("name", "nachname", "zuname", "vor-und-nachname", "vor-und-zuname"), _("Person")),
    }.get(section) or (
        _("New: %(table)s", table=_entry_of(table)) if section.startswith(NEW) else section[:1].upper() + section[1:]
    )


def _entry_of(table: str) -> str:
    return {
        "organisations": _("Organisation"),
        "projects": _("Project"),
        "relations": _("Relation"),
        "contacts": _("Contact point"),
    }.get(table, table_label(table))
