"""Accounts: administrators deal with all, coordinators with those of members."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from graphdir.account import AccountChangedError, AccountNotFoundError, Role
from graphdir.errors import GraphdirError, InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.presenting import account_role_label
from webapp.access import role_signed_in
from webapp.accounts import current_accounts
from webapp.current import current_directory, url_for_mails
from webapp.pages.accounts import UsersPage
from webapp.pages.parts import Choice
from webapp.rendering import render

blueprint = Blueprint("users", __name__)


@blueprint.get("/users")
def users() -> ResponseReturnValue:
    return _shown()


@blueprint.post("/users/invite")
def invite() -> ResponseReturnValue:
    form = request.form
    try:
        token = current_accounts().invite(
            form.get("mail", ""),
            name=form.get("name", "")[:200],
            role=_role(form.get("role", "")),
            organisations=_organisations(form.get("organisations", "")),
        )
    except GraphdirError as error:
        return _shown(problem=str(error), invited=form), 400
    return _shown(link=_address("invitation", token), mail=form.get("mail", ""))


@blueprint.post("/users/change")
def change() -> ResponseReturnValue:
    """Change role and organisations, lock out, or let in again."""
    form, accounts = request.form, current_accounts()
    mail = form.get("mail", "")
    try:
        _in_reach(mail)
        if form.get("action") == "disable":
            accounts.set_disabled(mail, disabled=True)
        elif form.get("action") == "enable":
            accounts.set_disabled(mail, disabled=False)
        else:
            organisations = _organisations(form.get("organisations", ""))
            accounts.set_role(mail, _role(form.get("role", "")), organisations, seen=form.get("seen", ""))
    except AccountChangedError as error:
        return _shown(problem=str(error)), 409
    except GraphdirError as error:
        return _shown(problem=str(error)), 400
    flash(_("The account of %(mail)s is changed.", mail=mail))
    return redirect(url_for("users.users"))


@blueprint.post("/users/link")
def link() -> ResponseReturnValue:
    """Make a new link for somebody who has lost the first or the password."""
    mail = request.form.get("mail", "")
    try:
        _in_reach(mail)
        purpose, token = current_accounts().link(mail)
    except GraphdirError as error:
        return _shown(problem=str(error)), 400
    return _shown(link=_address(purpose, token), mail=mail)


def _shown(*, problem: str = "", link: str = "", mail: str = "", invited: Mapping[str, str] | None = None) -> str:
    accounts = [account for account in current_accounts().all() if account.role in _roles()]
    ids = {id_ for account in accounts for id_ in account.organisations}
    organisations = current_directory().store.organisations(ids)
    return render(
        UsersPage(
            accounts=accounts,
            names={id_: organisation.name for id_, organisation in organisations.items()},
            roles=[Choice(label=account_role_label(role), url="", value=role.value) for role in _roles()],
            form=FlaskForm(),
            problem=problem,
            link=link,
            mail=mail,
            invited=invited or {},
        )
    )


def _address(purpose: str, token: str) -> str:
    return url_for_mails("accounts.password", purpose=purpose, token=token)


def _roles() -> list[Role]:
    """Return the roles whose accounts whoever asks may deal with."""
    return [*Role] if role_signed_in() is Role.ADMINISTRATOR else [Role.MEMBER]


def _in_reach(mail: str) -> None:
    if current_accounts().account(mail).role not in _roles():
        raise AccountNotFoundError(mail)


def _role(typed: str) -> Role:
    role = next((role for role in _roles() if role.value == typed), None)
    if role is None:
        known = ", ".join(role.value for role in _roles())
        raise InvalidInputError(_("There is no role “%(role)s”. Possible are: %(roles)s.", role=typed, roles=known))
    return role


def _organisations(typed: str) -> list[str]:
    """Return the ids of organisations named by id or by a name that is unique, parted by semicolons."""
    directory = current_directory()
    return [directory.named(each.strip()).id for each in typed.split(";") if each.strip()]
