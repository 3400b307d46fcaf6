"""What is stored about a person."""

import sys

import click

from graphdir.cli.base import (
    PROBLEMS,
    accounts_at,
    agreed,
    directory_at,
    json_option,
    main,
    print_json,
    reports_errors,
    store_option,
)
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.persons import erase as erase_person
from graphdir.persons import erase_expired, expiries, file_about, leave_nothing
from graphdir.reporting import persons as person_files


@main.group()
def persons() -> None:
    """What is held about somebody, its erasure, and contact points of persons that have expired."""


_who_argument = click.argument("who")


@persons.command(epilog='Example: graphdir persons file "Erika Beispiel"')
@_who_argument
@store_option
@json_option
@reports_errors
def file(*, who: str, store_url: str | None, as_json: bool) -> None:
    """Tell all that is held about WHO: a name, a mail address or a telephone number; - reads it from the input."""
    directory, accounts = accounts_at(store_url)
    found = file_about(directory.store, accounts, _who(who))
    if as_json:
        print_json(person_files.file_record(found))
    else:
        click.echo("\n".join(person_files.file_lines(found, directory.taxonomy())))


@persons.command("erase", epilog='Example: graphdir persons erase "Erika Beispiel" --yes')
@_who_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--with-names", is_flag=True, help="Also where organisations, streets or projects are called so.")
@click.option("--with-accounts", is_flag=True, help="Also the account, and what it is known to have changed.")
@store_option
@json_option
@reports_errors
def erase_who(  # noqa: PLR0913
    *, who: str, yes: bool, with_names: bool, with_accounts: bool, store_url: str | None, as_json: bool
) -> None:
    """Erase WHO from entries and history, as if they had never been there; it cannot be taken back."""
    directory, accounts = accounts_at(store_url)
    who = _who(who)
    if not yes:
        if as_json:
            raise click.UsageError(_("With --json nobody is asked: write --yes."))
        found = file_about(directory.store, accounts, who)
        click.echo("\n".join(person_files.file_lines(found, directory.taxonomy())))
        if found.is_empty:
            # What was erased before may still stand in the store's own files.
            leave_nothing(directory.store)
            return
        if not agreed(_("Erase all of it? It cannot be taken back.")):
            click.echo(_("Nothing was erased."), err=True)
            sys.exit(PROBLEMS)
    done = erase_person(
        directory.store, accounts, who, author="persons", with_names=with_names, with_accounts=with_accounts
    )
    if as_json:
        counts = {"changed": done.changed, "accounts": done.accounts, "elsewhere": done.elsewhere}
        print_json({**counts, "left": person_files.file_record(done.left)})
        return
    click.echo(person_files.erased_text(done))
    if not done.left.is_empty:
        click.echo("\n".join(person_files.file_lines(done.left, directory.taxonomy())))
    click.echo(_("Backups written before still hold it."))


@persons.command(epilog="Example: graphdir persons expired --erase")
@click.option("--erase", is_flag=True, help="Erase what has expired, with its history.")
@store_option
@json_option
@reports_errors
def expired(*, erase: bool, store_url: str | None, as_json: bool) -> None:
    """List persons' contact points that have expired, and those of which no expiry is known."""
    directory = directory_at(store_url)
    found = expiries(directory.store, directory.today())
    gone = erase_expired(directory.store, directory.today(), author="persons") if erase else 0
    if as_json:
        print_json({**person_files.expiries_record(found), "erased": gone})
        return
    taxonomy = directory.taxonomy()
    for heading, contacts in ((_("Expired"), found.expired), (_("No expiry known"), found.unknown)):
        click.echo(f"{heading}: {len(contacts)}")
        for held in contacts:
            click.echo(f"- {person_files.contact_text(held, taxonomy)} ({person_files.standing_text(held)})")
    if erase:
        click.echo(ngettext("%(number)s contact point erased.", "%(number)s contact points erased.", gone))


def _who(typed: str) -> str:
    """Return who is meant; by - it stands in no list of commands."""
    return sys.stdin.readline().strip() if typed == "-" else typed
