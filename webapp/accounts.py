"""Signing in and out, and one's own password."""

from contextlib import suppress
from typing import Final

from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from graphdir.account import Account, AccountChangedError, AccountNotFoundError
from graphdir.accounts import Accounts
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from webapp.access import SignedIn, account_required, account_signed_in
from webapp.addresses import is_local
from webapp.attempts import Attempts, time_text, visitors
from webapp.pages.accounts import AccountPage, PasswordPage, SignInPage
from webapp.rendering import render

blueprint = Blueprint("accounts", __name__)
_MOST: Final = 300


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    mail = StringField()
    password = PasswordField()
    next = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, twice; the one before where somebody is signed in."""

    before = PasswordField()
    password = PasswordField()
    again = PasswordField()


def current_accounts() -> Accounts:
    """Return the accounts of this site."""
    accounts: Accounts = current_app.extensions["accounts"]
    return accounts


def seconds_to_wait(mail: str) -> int:
    """Return how long until whoever asks may try a password for that address; 0 for now."""
    by_visitor, by_mail = _attempts()
    return max(by_visitor.seconds_to_wait(*visitors()), by_mail.seconds_to_wait(_key(mail)))


def by_password(mail: str, password: str) -> Account | None:
    """Return whose address and password these are; None where they are wrong, which is remembered.

    It counts as a mistake before it is looked at, which takes its time: of many guesses at once all would be free.
    """
    by_visitor, by_mail = _attempts()
    known = visitors()
    if not known:
        current_app.logger.warning(
            "The web server in front sends no X-Forwarded-For: wrong passwords are counted by account alone."
        )
    by_visitor.failed(*known)
    by_mail.failed(_key(mail))
    account = current_accounts().sign_in(mail, password)
    if account:
        by_visitor.taken_back(*known)
        by_mail.succeeded(_key(mail))
    return account


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return render(SignInPage(form=form, problem=""))
    mail = (form.mail.data or "")[:_MOST]
    wait = seconds_to_wait(mail)
    if wait:
        return render(SignInPage(form=form, problem=_too_many(wait))), 429, {"Retry-After": str(wait)}
    account = by_password(mail, form.password.data or "")
    if account is None:
        problem = _("Address or password is not right. If you forgot it, ask your coordinator for a new link.")
        return render(SignInPage(form=form, problem=problem)), 401
    session.clear()
    login_user(SignedIn(account))
    target = form.next.data or ""
    return redirect(target if is_local(target) else url_for("start.start"))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End all sessions of the account: a cookie that somebody copied is worth nothing any more."""
    account = account_signed_in()
    logout_user()
    session.clear()
    if account:
        # Whoever changed or erased it this moment ended them, too.
        with suppress(AccountChangedError, AccountNotFoundError):
            current_accounts().end_sessions(account)
        flash(_("You are signed out, here and wherever else you were signed in."))
    return redirect(url_for("start.start"))


@blueprint.route("/account", methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """Show one's own account, and change the password."""
    account = account_required()
    form = PasswordForm()
    if request.method == "GET":
        return render(AccountPage(account=account, form=form, problem=""))
    wait = seconds_to_wait(account.mail)
    if wait:
        return render(AccountPage(account=account, form=form, problem=_too_many(wait))), 429, {"Retry-After": str(wait)}
    problem = _problem_with(form)
    # Who signs in may have been given a newer hash of the same password.
    present = by_password(account.mail, form.before.data or "")
    if present is None:
        problem = _("The present password is not right.")
    elif not problem:
        try:
            changed = current_accounts().set_password(present, form.password.data or "")
        except InvalidInputError as error:
            problem = str(error)
        else:
            login_user(SignedIn(changed))
            flash(_("The password is changed. All other sessions have ended."))
            return redirect(url_for("accounts.own"))
    return render(AccountPage(account=account, form=form, problem=problem)), 400


@blueprint.route("/password/<purpose>/<token>", methods=["GET", "POST"])
def password(purpose: str, token: str) -> ResponseReturnValue:
    """Take an invitation, or set a new password by a link."""
    account = current_accounts().linked(purpose, token)
    if account is None:
        abort(410)
    form = PasswordForm()
    if request.method == "GET":
        return render(PasswordPage(account=account, form=form, problem=""))
    problem = _problem_with(form)
    if not problem:
        try:
            changed = current_accounts().set_password(account, form.password.data or "")
        except InvalidInputError as error:
            problem = str(error)
        else:
            session.clear()
            login_user(SignedIn(changed))
            flash(_("Your password is set, and you are signed in."))
            return redirect(url_for("start.start"))
    return render(PasswordPage(account=account, form=form, problem=problem)), 400


def _problem_with(form: PasswordForm) -> str:
    return "" if form.password.data == form.again.data else _("The two passwords are not the same.")


def _too_many(wait: int) -> str:
    return _("Too many attempts. Please wait %(time)s and try again.", time=time_text(wait))


def _attempts() -> tuple[Attempts, Attempts]:
    """Return who has mistaken a password lately: by the visitor's address, and by the account's."""
    return current_app.extensions["attempts"], current_app.extensions["attempts_by_mail"]


def _key(mail: str) -> str:
    return f"mail {mail.strip().casefold()}"
