"""Signing in and out, and one's own password."""

from typing import Final

from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from graphdir.accounts import Accounts
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from webapp.access import SignedIn, account_required
from webapp.addresses import is_local
from webapp.attempts import Attempts, time_text
from webapp.pages import AccountPage, PasswordPage, SignInPage, render

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


def current_attempts() -> Attempts:
    """Return who has failed to sign in lately."""
    attempts: Attempts = current_app.extensions["attempts"]
    return attempts


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return render(SignInPage(form=form, problem=""))
    attempts = current_attempts()
    mail = (form.mail.data or "")[:_MOST]
    keys = (f"mail {mail.strip().casefold()}", f"from {request.remote_addr}")
    wait = attempts.seconds_to_wait(*keys)
    if wait:
        problem = _("Too many attempts. Please wait %(time)s and try again.", time=time_text(wait))
        return render(SignInPage(form=form, problem=problem)), 429, {"Retry-After": str(wait)}
    account = current_accounts().sign_in(mail, form.password.data or "")
    if account is None:
        attempts.failed(*keys)
        problem = _("Address or password is not right. If you forgot it, ask your coordinator for a new link.")
        return render(SignInPage(form=form, problem=problem)), 401
    attempts.succeeded(keys[0])
    session.clear()
    login_user(SignedIn(account))
    target = form.next.data or ""
    return redirect(target if is_local(target) else url_for("start.start"))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    return redirect(url_for("start.start"))


@blueprint.route("/account", methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """Show one's own account, and change the password."""
    account = account_required()
    form = PasswordForm()
    if request.method == "GET":
        return render(AccountPage(account=account, form=form, problem=""))
    accounts = current_accounts()
    problem = ""
    if accounts.sign_in(account.mail, form.before.data or "") is None:
        problem = _("The present password is not right.")
    else:
        problem = _problem_with(form)
    if not problem:
        try:
            changed = accounts.set_password(account, form.password.data or "")
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
