"""Who may use what: every route of the site, in one place."""

from collections.abc import Mapping
from typing import Final

from flask import Flask, abort, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from graphdir.account import Account, Role
from graphdir.accounts import Accounts
from graphdir.pending import MOST_BYTES
from webapp.addresses import wants_json

_EVERYBODY: Final = """
static bootstrap.static info.favicon language health.health
start.start start.suggestions info.imprint info.privacy info.accessibility
organisations.organisations organisations.organisation organisations.relations
organisations.as_csv organisations.as_xlsx organisations.relations_as_xlsx
topics.topics topics.topic connections.connection
projects.projects projects.project projects.as_xlsx projects.participants_as_xlsx
partners.partners partners.as_csv partners.as_xlsx
network.network_map network.embedded network.data network.ties network.as_file network.as_xlsx
network.vis_script network.vis_style
report.report report.section_list report.section_as_xlsx
gaps.gaps gaps.school gaps.as_xlsx leaving.leaves leaving.leaves_as_xlsx
gap_lists.topics gap_lists.topics_as_xlsx gap_lists.social_work gap_lists.social_work_as_xlsx
gap_lists.compare gap_lists.compare_as_xlsx gap_lists.changes_as_xlsx
api.docs api.openapi api.organisations api.organisation api.projects api.project api.topics api.connection
api.partners api.team api.figures api.relations api.participations api.changes
accounts.sign_in accounts.sign_out accounts.password
editing.edit proposals.outcome mailing.write mailing.still_right
"""
_MEMBERS: Final = """
accounts.own desk.desk needs.needs needs.new needs.need needs.change needs.close needs.reopen freshness.confirm
"""
_COORDINATORS: Final = """
editing.erase changes.changes changes.change changes.take_back
proposals.proposals proposals.proposal proposals.decide
users.users users.invite users.change users.link
imports.imports imports.upload imports.review imports.keep imports.empty_cells
imports.problems imports.apply imports.discard
mappings.mapping mappings.mapped mappings.forget
freshness.freshness freshness.as_xlsx
duplicates.duplicates duplicates.decide duplicates.pair
"""
_ADMINISTRATORS: Final = """
persons.persons persons.file persons.as_json persons.erase persons.erase_what_expired
"""

# Their addresses let in whoever knows them: no cache on the way may keep such a page.
BY_SECRET_LINK: Final = frozenset({"accounts.password", "mailing.still_right", "proposals.outcome"})

# Only these take files, and only from whom they let in.
_UPLOADING: Final = frozenset({"imports.upload"})
MOST_UPLOADED: Final = MOST_BYTES + 100_000

# The least role for each route; None is everybody, signed in or not.
ROUTES: Final[Mapping[str, Role | None]] = {
    **dict.fromkeys(_EVERYBODY.split(), None),
    **dict.fromkeys(_MEMBERS.split(), Role.MEMBER),
    **dict.fromkeys(_COORDINATORS.split(), Role.COORDINATOR),
    **dict.fromkeys(_ADMINISTRATORS.split(), Role.ADMINISTRATOR),
}


class SignedIn(UserMixin):  # type: ignore[misc]
    """An account behind a session."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return what the session keeps: it ends when the account's stamp changes."""
        return f"{self.account.stamp} {self.account.mail}"


class _Sessions(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return app.config["SESSION_COOKIE_SECURE"] or request.is_secure


def guard(app: Flask, accounts: Accounts) -> None:
    """Let Flask-Login know who is signed in, and each request only pass where that role may."""
    app.session_interface = _Sessions()
    app.config.update(SECRET_KEY=accounts.secret(), SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_NAME="session")
    manager = LoginManager(app)
    # It would tie a session to a visitor's network address.
    manager.session_protection = None  # pyright: ignore[reportAttributeAccessIssue]

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(said: str) -> SignedIn | None:
        stamp, _space, mail = said.partition(" ")
        account = accounts.present(mail, stamp)
        return SignedIn(account) if account else None

    app.before_request(_check)


def account_signed_in() -> Account | None:
    """Return whose request it is; None for a visitor."""
    account: Account | None = getattr(current_user, "account", None)
    return account


def account_required() -> Account:
    """Return whose request it is; a visitor is asked to sign in (401)."""
    account = account_signed_in()
    if account is None:
        abort(401)
    return account


def role_signed_in() -> Role | None:
    """Return what whoever asks may do; None for a visitor."""
    account = account_signed_in()
    return account.role if account else None


def speaks_for(organisation_id: str) -> bool:
    """Tell whether whoever asks may change this organisation's entry."""
    account = account_signed_in()
    return account is not None and account.speaks_for(organisation_id)


def is_coordinating() -> bool:
    """Tell whether whoever asks coordinates the network."""
    role = role_signed_in()
    return role is not None and role.at_least(Role.COORDINATOR)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page
    least = ROUTES[request.endpoint]
    if least is None:
        return None
    role = role_signed_in()
    if role is None:
        if request.method in ("GET", "HEAD") and not wants_json():
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        abort(401)
    if not role.at_least(least):
        abort(403)
    if request.endpoint in _UPLOADING:
        request.max_content_length = MOST_UPLOADED
    return None
