"""Accounts and what is sent to people."""

import sys
from typing import Final

import click

from graphdir import presenting
from graphdir.account import Account, Role
from graphdir.accounts import LINK_SECONDS
from graphdir.bootstrap import checked_site
from graphdir.cli.base import (
    PROBLEMS,
    accounts_at,
    json_option,
    main,
    print_json,
    reports_errors,
    settings_in_force,
    store_at,
    store_option,
)
from graphdir.directory import Directory
from graphdir.errors import InvalidInputError, StoreUnavailableError
from graphdir.i18n import gettext as _
from graphdir.mail import MailError
from graphdir.reminders import Reminders
from graphdir.reporting.reminders import reminder_lines, reminder_mail, reminders_record


@main.group()
def users() -> None:
    """Who may sign in: invite, list, change roles, lock out."""


_mail_argument = click.argument("mail")


_ROLES: Final = click.Choice([role.value for role in Role])


_role_option = click.option("--role", default=Role.MEMBER.value, show_default=True, type=_ROLES)


_speaks_for_option = click.option(
    "--organisation", "organisations", multiple=True, metavar="ID", help="Whom a member speaks for; may be repeated."
)


_site_option = click.option(
    "--site", default="", help="Address of the site, for the link; else $GRAPHDIR_SITE, or this machine alone."
)


@users.command(epilog="Example: graphdir users add anna@example.org --role administrator")
@_mail_argument
@click.option("--name", default="", help="How the site greets them.")
@_role_option
@_speaks_for_option
@_site_option
@store_option
@json_option
@reports_errors
def add(  # noqa: PLR0913
    *, mail: str, name: str, role: str, organisations: tuple[str, ...], site: str, store_url: str | None, as_json: bool
) -> None:
    """Invite somebody and print the link by which they set their password."""
    address = _address_of(site)
    _make_where_none_is(store_url)
    directory, accounts = accounts_at(store_url)
    ids = [directory.named(each).id for each in organisations]
    token = accounts.invite(mail, name=name, role=Role(role), organisations=ids)
    _tell_link(accounts.account(mail), "invitation", token, address, as_json=as_json)


@users.command("list", epilog="Example: graphdir users list")
@store_option
@json_option
@reports_errors
def list_users(*, store_url: str | None, as_json: bool) -> None:
    """List who may sign in."""
    _directory, accounts = accounts_at(store_url)
    found = accounts.all()
    if as_json:
        print_json({"accounts": [presenting.account_record(account) for account in found]})
        return
    for account in found:
        click.echo(f"{_account_line(account)}\t{';'.join(account.organisations)}")


@users.command(epilog="Example: graphdir users role anna@example.org coordinator")
@_mail_argument
@click.argument("role", type=_ROLES)
@_speaks_for_option
@store_option
@json_option
@reports_errors
def role(*, mail: str, role: str, organisations: tuple[str, ...], store_url: str | None, as_json: bool) -> None:
    """Change what somebody may do."""
    directory, accounts = accounts_at(store_url)
    ids = [directory.named(each).id for each in organisations] if organisations else None
    _tell_account(accounts.set_role(mail, Role(role), ids), as_json=as_json)


@users.command(epilog="Example: graphdir users disable anna@example.org")
@_mail_argument
@click.option("--undo", is_flag=True, help="Let them in again.")
@store_option
@json_option
@reports_errors
def disable(*, mail: str, undo: bool, store_url: str | None, as_json: bool) -> None:
    """Lock somebody out; their sessions end at once."""
    _directory, accounts = accounts_at(store_url)
    _tell_account(accounts.set_disabled(mail, disabled=not undo), as_json=as_json)


@users.command(epilog="Example: graphdir users erase anna@example.org")
@_mail_argument
@store_option
@json_option
@reports_errors
def erase(*, mail: str, store_url: str | None, as_json: bool) -> None:
    """Take an account out; nothing of it is kept."""
    _directory, accounts = accounts_at(store_url)
    accounts.erase(mail)
    if as_json:
        print_json({"erased": mail})
    else:
        click.echo(_("The account of %(mail)s is erased.", mail=mail))


@users.command(epilog="Example: graphdir users reset anna@example.org")
@_mail_argument
@_site_option
@store_option
@json_option
@reports_errors
def reset(*, mail: str, site: str, store_url: str | None, as_json: bool) -> None:
    """Print a new link for somebody who has lost the first, or the password."""
    address = _address_of(site)
    _directory, accounts = accounts_at(store_url)
    purpose, token = accounts.link(mail)
    _tell_link(accounts.account(mail), purpose, token, address, as_json=as_json)


def _make_where_none_is(store_url: str | None) -> None:
    """Make the store of a first account, and say so: its name may be mistyped."""
    url = store_url or settings_in_force().store
    try:
        store_at(store_url)
    except StoreUnavailableError:
        if not url.startswith("sqlite:"):
            raise
        store_at(store_url, new=True)
        click.echo(_("There was no store yet; an empty one was made: %(store)s", store=url), err=True)


def _tell_account(account: Account, *, as_json: bool) -> None:
    if as_json:
        print_json(presenting.account_record(account))
    else:
        click.echo(_account_line(account))


def _account_line(account: Account) -> str:
    role_label, state = presenting.account_role_label(account.role), presenting.account_state_label(account.state)
    return f"{account.mail}\t{role_label}\t{state}"


def _address_of(site: str) -> str:
    """Return where links lead: to the site that is named, else to the one of the settings, else to this machine."""
    return checked_site(site) or settings_in_force().site or "http://127.0.0.1:8000"


def _tell_link(account: Account, purpose: str, token: str, address: str, *, as_json: bool) -> None:
    link = f"{address}/password/{purpose}/{token}"
    if as_json:
        print_json({**presenting.account_record(account), "link": link})
        return
    hours = LINK_SECONDS["invitation" if purpose == "invitation" else "reset"] // 3600
    click.echo(_("For %(mail)s, good once and for %(hours)s hours:", mail=account.mail, hours=hours))
    click.echo(link)


@main.command(epilog="Example: graphdir remind --dry-run")
@click.option("--dry-run", is_flag=True, help="Only say who would be asked.")
@click.option("--site", default="", help="Address of the site, for the links; else $GRAPHDIR_SITE.")
@store_option
@json_option
@reports_errors
def remind(*, dry_run: bool, site: str, store_url: str | None, as_json: bool) -> None:
    """Ask members by mail whether entries older than a year are still right."""
    settings = settings_in_force()
    address = checked_site(site) or settings.site
    mailer = settings.mailer
    if not dry_run and not (mailer and address):
        raise InvalidInputError(
            _("Set GRAPHDIR_SMTP, GRAPHDIR_MAIL_FROM and GRAPHDIR_SITE first; --dry-run says who would be asked.")
        )
    store = store_at(store_url)
    directory, reminders = Directory(store), Reminders(store, store)
    due, nobody = reminders.due(directory.overdue(), directory.today())
    failed: dict[str, str] = {}
    for reminder in due if not dry_run else ():
        assert mailer  # noqa: S101  else it was refused above
        try:
            mailer.send(*reminder_mail(reminder, reminders, address, settings.network_name))
            reminders.note(reminder.account)
        except MailError as error:
            # Whoever comes next is asked all the same; this one the next time.
            failed[reminder.account.mail] = str(error)
    if as_json:
        print_json(reminders_record(due, nobody, failed, sent=not dry_run))
    else:
        for line in reminder_lines(due, nobody, failed, sent=not dry_run):
            click.echo(line)
    if failed:
        sys.exit(PROBLEMS)
