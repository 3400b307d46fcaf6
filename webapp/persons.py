"""What is held about somebody, and its erasure: by POST alone, so that no name stands in an address or a log."""

import json

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from graphdir.errors import InvalidInputError
from graphdir.i18n import date_text, day_of, ngettext
from graphdir.i18n import gettext as _
from graphdir.persons import File, HeldContact, Mention, erase_expired, expiries, file_about
from graphdir.persons import erase as erase_person
from graphdir.presenting import account_role_label
from graphdir.reporting import persons as told
from webapp.access import account_required
from webapp.accounts import current_accounts
from webapp.current import current_directory
from webapp.pages.persons import HeldLine, HeldSection, PersonErasePage, PersonFilePage, PersonsErasePage, PersonsPage
from webapp.rendering import render

blueprint = Blueprint("persons", __name__)


@blueprint.get("/persons")
def persons() -> ResponseReturnValue:
    return _asked_anew()


@blueprint.post("/persons")
def file() -> ResponseReturnValue:
    """Show what is held about whom the form names."""
    try:
        return _shown(_file())
    except InvalidInputError as error:
        return _asked_anew(problem=str(error)), 400


@blueprint.post("/persons/file.json")
def as_json() -> ResponseReturnValue:
    """Give the file along, under a name that names nobody."""
    body = json.dumps(told.file_record(_file()), ensure_ascii=False, indent=1)
    return Response(
        body + "\n",
        mimetype="application/json",
        headers={"Content-Disposition": "attachment; filename=auskunft.json"},
    )


@blueprint.post("/persons/erase")
def erase() -> ResponseReturnValue:
    """Ask whether somebody shall really be erased; where the form says that it is sure, erase them."""
    if "sure" not in request.form:
        found = _file()
        return render(
            PersonErasePage(
                who=found.who,
                sections=_sections(found),
                names=any(mention.sort == "name" for mention in found.mentions),
                accounts=len(found.accounts),
            )
        )
    done = erase_person(
        current_directory().store,
        current_accounts(),
        _who(),
        author=account_required().mark,
        with_names="names" in request.form,
        with_accounts="accounts" in request.form,
    )
    flash(told.erased_text(done) + " " + _("Backups written before still hold it."))
    return redirect(url_for("persons.persons")) if done.left.is_empty else _shown(done.left)


@blueprint.post("/persons/expired")
def erase_what_expired() -> ResponseReturnValue:
    """Ask whether what has expired shall really be erased; then erase it."""
    directory = current_directory()
    if "sure" not in request.form:
        return render(PersonsErasePage(lines=_lines(expiries(directory.store, directory.today()).expired)))
    number = erase_expired(directory.store, directory.today(), author=account_required().mark)
    flash(ngettext("%(number)s contact point erased.", "%(number)s contact points erased.", number))
    return redirect(url_for("persons.persons"))


def _who() -> str:
    return request.form.get("who", "")[:1000]


def _file() -> File:
    return file_about(current_directory().store, current_accounts(), _who())


def _asked_anew(*, problem: str = "") -> str:
    directory = current_directory()
    found = expiries(directory.store, directory.today())
    return render(
        PersonsPage(
            who=_who() if problem else "",
            problem=problem,
            expired=_lines(found.expired),
            unknown=_lines(found.unknown),
        )
    )


def _shown(found: File) -> str:
    return render(PersonFilePage(who=found.who, sections=_sections(found), also=found.also))


def _sections(found: File) -> list[HeldSection]:
    """Return what is held, sort by sort; no section without lines."""
    sections = (
        HeldSection(heading=_("Contact points"), lines=_lines(found.contacts)),
        HeldSection(
            heading=_("Mentions in texts"),
            lines=[
                HeldLine(
                    text=mention.text,
                    place=told.mention_place(mention),
                    remark=told.mention_standing(mention),
                    url=_address_of(mention),
                )
                for mention in found.mentions
            ],
        ),
        HeldSection(
            heading=_("Notes of the history"),
            lines=[
                HeldLine(text=said.text, place=told.record_text(said), remark=date_text(day_of(said.at)), url="")
                for said in found.records
            ],
        ),
        HeldSection(
            heading=_("Accounts"),
            lines=[
                HeldLine(
                    text=f"{account.name} {account.mail}".strip(),
                    place=account_role_label(account.role),
                    remark=ngettext("made %(number)s change set", "made %(number)s change sets", account.batches),
                    url=url_for("users.users"),
                )
                for account in found.accounts
            ],
        ),
        HeldSection(
            heading=_("Beside the network"),
            lines=[
                HeldLine(text=other.text, place=told.paper_place(other), remark=date_text(day_of(other.at)), url="")
                for other in found.elsewhere
            ],
        ),
    )
    return [section for section in sections if section.lines]


def _lines(contacts: tuple[HeldContact, ...]) -> list[HeldLine]:
    taxonomy = current_directory().taxonomy()
    return [
        HeldLine(
            text=told.contact_text(held, taxonomy),
            place="",
            remark=told.standing_text(held),
            url=url_for("organisations.organisation", organisation_id=held.contact.organisation_id)
            if held.present
            else "",
        )
        for held in contacts
    ]


def _address_of(mention: Mention) -> str:
    if mention.present and mention.entity == "organisation":
        return url_for("organisations.organisation", organisation_id=mention.key)
    if mention.present and mention.entity == "project":
        return url_for("projects.project", project_id=mention.key)
    return ""
