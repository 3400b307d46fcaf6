"""Messages to organisations without showing their addresses, and the answers to reminders."""

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Final

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import Signer

from graphdir.account import Account
from graphdir.accounts import checked_mail
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import in_language, language
from graphdir.mail import MailError
from graphdir.model import Organisation
from graphdir.reminders import Reminders
from webapp.access import account_signed_in, role_signed_in
from webapp.accounts import current_accounts
from webapp.attempts import senders, time_text
from webapp.current import current_directory, current_settings
from webapp.drafts import current_editor, current_proposals
from webapp.freshness import moved_on, state_of
from webapp.pages.editing import StillRightPage, WritePage
from webapp.rendering import render

blueprint = Blueprint("mailing", __name__)
LONGEST_MESSAGE: Final = 5000
_LONGEST_SUBJECT: Final = 150
_LONGEST_NAME: Final = 100
_FIELDS: Final = ("name", "mail", "subject", "text", "to")
# A field that people do not see: only programs fill it in.
_TRAP: Final = "homepage"


@blueprint.route("/write", methods=["GET", "POST"])
def write() -> ResponseReturnValue:
    """Send a message on to an organisation; its address is shown nowhere, and nothing of the message is kept."""
    organisation = current_directory().organisation(request.args.get("organisation", ""))
    recipients = recipients_of(organisation)
    mailer = current_settings().mailer
    if mailer is None or not recipients:
        abort(404)
    if request.method == "GET":
        return _shown(organisation, recipients, {})
    written, sender = senders("written")
    wait = written.seconds_to_wait(sender)
    if wait:
        problem = _("Many messages came from here. Please wait %(time)s.", time=time_text(wait))
        return _shown(organisation, recipients, {"": problem}), 429
    addresses = {code: mail for code, _label, mail in recipients}
    errors = _wrong(addresses)
    if errors or request.form.get(_TRAP):
        return _shown(organisation, recipients, errors), 400
    form, reply_to = request.form, checked_mail(request.form["mail"])
    with in_language(current_settings().language):
        text = _(
            "%(name)s (%(mail)s) writes to you by the directory “%(network)s”:\n\n%(text)s\n\n"
            "Answer this message to write back. Your address was not shown to the sender.",
            name=form["name"].strip(),
            mail=reply_to,
            network=current_settings().network_name,
            text=form["text"].strip().replace("\r\n", "\n"),
        )
    try:
        mailer.send(addresses[form["to"]], form["subject"].strip(), text, reply_to=reply_to)
    except (MailError, InvalidInputError) as error:
        return _shown(organisation, recipients, {"": str(error)}), 502 if isinstance(error, MailError) else 400
    written.failed(sender)
    flash(_("Your message to %(name)s is on its way.", name=organisation.name))
    return redirect(url_for("organisations.organisation", organisation_id=organisation.id))


@blueprint.route("/still-right/<token>", methods=["GET", "POST"])
def still_right(token: str) -> ResponseReturnValue:
    """Ask whether an entry is still right, by the link of a reminder."""
    answered = current_reminders().answered(token)
    if answered is None:
        abort(410)
    account, organisation_id = answered
    directory = current_directory()
    organisation = directory.organisation(organisation_id)
    entries = directory.to_confirm(organisation_id, account.role)
    if request.form.get("answer") == "gone":
        return _gone(organisation, account)
    moved = request.method == "POST" and request.form.get("state") != state_of(entries)
    if moved:
        flash(moved_on())
    if moved or request.method == "GET":
        page = StillRightPage(
            profile=directory.profile(organisation_id, account.role),
            action=request.path,
            edit_url=url_for("editing.edit", word="organisation", key=organisation_id),
            signed_in=account_signed_in() == account,
            state=state_of(entries),
        )
        return render(page), 409 if moved else 200
    current_editor().confirm(entries, directory.today(), author=account.mark)
    flash(_("Thank you. The entry is confirmed as of today."))
    return redirect(url_for("organisations.organisation", organisation_id=organisation_id))


def current_reminders() -> Reminders:
    """Return who is reminded of this site's network."""
    store = current_directory().store
    return Reminders(store, store)


def recipients_of(organisation: Organisation) -> list[tuple[str, str, str]]:
    """Return to whom of an organisation one can write: a code, what they are, and the address that no page shows.

    The code is the contact point's own, whatever is added or erased beside it, and nobody can tell an address by it.
    A person's name is among it only for those who may see it; without any mail address it is empty.
    """
    directory, codes = current_directory(), Signer(current_accounts().secret(), salt="graphdir-recipient")
    taxonomy, visible = directory.taxonomy(), directory.contacts(organisation.id, role_signed_in())
    found = [("organisation", _("Organisation"), organisation.email)] if organisation.email else []
    for contact in directory.reachable(organisation.id):
        role = taxonomy.contact_roles[contact.role].label(language())
        label = f"{role}, {contact.name}" if contact.name and contact in visible else role
        found.append((codes.get_signature(contact.key).decode(), label, contact.email))
    labels = [label for _code, label, _mail in found]
    # Who looks alike to whoever may not see names is told apart by a number.
    return [
        (code, f"{label} ({labels[:at].count(label) + 1})" if labels.count(label) > 1 else label, mail)
        for at, (code, label, mail) in enumerate(found)
    ]


def _wrong(codes: Container[str]) -> dict[str, str]:
    """Return what is wrong with a message by field; ``codes`` are those to whom one can write."""
    form = request.form
    errors: dict[str, str] = {}
    if form.get("to", "") not in codes:
        errors["to"] = _("The recipient you chose cannot be written to any more. Choose another one and send again.")
    limits = (("name", _LONGEST_NAME), ("subject", _LONGEST_SUBJECT), ("text", LONGEST_MESSAGE))
    for name, longest in limits:
        length = len(form.get(name, "").strip())
        if not length:
            errors[name] = _("Please fill this in.")
        elif length > longest:
            errors[name] = _("Write at most %(most)s characters.", most=longest)
    if any(ord(letter) < ord(" ") for name in ("name", "subject") for letter in form.get(name, "").strip()):
        errors["subject"] = _("Write the address and the subject in one line.")
    try:
        if form.get("mail", "").strip():
            checked_mail(form["mail"])
        else:
            errors["mail"] = _("Please fill this in.")
    except InvalidInputError as error:
        errors["mail"] = str(error)
    return errors


def _shown(organisation: Organisation, recipients: Sequence[tuple[str, str, str]], errors: dict[str, str]) -> str:
    account = account_signed_in()
    return render(
        WritePage(
            organisation=organisation,
            recipients=[(code, label) for code, label, _mail in recipients],
            action=request.full_path.rstrip("?"),
            typed={
                **dict.fromkeys(_FIELDS, ""),
                **({"name": account.name, "mail": account.mail} if account else {}),
                **{name: value for name, value in request.form.items() if name in _FIELDS},
            },
            errors=errors,
        )
    )


def _gone(organisation: Organisation, account: Account) -> ResponseReturnValue:
    """Propose to a coordinator that an organisation ends today."""
    draft = current_editor().begun("organisations", organisation.id)
    ended = replace(draft, cells={**draft.cells, "valid_to": current_directory().today()})
    proposal = current_proposals().propose(
        ended,
        organisation.name,
        remark=_("Answer to the yearly question: it does not exist any more."),
        author=account.mark,
        mail=account.mail,
    )
    flash(_("Thank you. A coordinator will look at your proposal."))
    return redirect(url_for("proposals.outcome", proposal_id=proposal.id))
