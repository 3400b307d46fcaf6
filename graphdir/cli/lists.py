"""Lists in and out."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from graphdir import presenting
from graphdir.cli.base import (
    PROBLEMS,
    ProgressBar,
    directory_at,
    directory_to_read,
    json_option,
    main,
    print_json,
    reports_errors,
    store_option,
    write_file,
)
from graphdir.cli.plans import print_plan
from graphdir.directory import Directory
from graphdir.duplicates.decisions import Decisions, row_of
from graphdir.errors import InvalidInputError
from graphdir.exporting.endings import refuse_other_ending
from graphdir.exporting.formats import FORMATS, Format
from graphdir.i18n import gettext as _
from graphdir.importing.files import RawSheet
from graphdir.importing.importer import Plan
from graphdir.importing.lists import Understood, read_profiles, understood_paths
from graphdir.importing.mapping import ListProfile, written
from graphdir.importing.origin import Origin
from graphdir.importing.problem_book import problem_book
from graphdir.importing.proposing import Proposal, begun, propose
from graphdir.importing.splitting import best_fitting


@main.command("import", epilog="Example: graphdir import seeds/stendal --dry-run")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and count, change nothing.")
@click.option(
    "--mapping",
    "mappings",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What the columns of a list mean: a TOML file, or a folder of them; may be given several times.",
)
@click.option(
    "--write-mapping",
    "proposed",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a mapping for the list as far as it can be guessed (FILE-2 for a second list); import nothing.",
)
@click.option(
    "--same",
    multiple=True,
    metavar="NEW=ID",
    help="A new entry is the one with this id, which takes over what is new; kept for the next lists.",
)
@click.option(
    "--different",
    multiple=True,
    metavar="NEW=ID",
    help="A new entry is not the one with this id; kept for the next lists.",
)
@click.option("--clear-empty", is_flag=True, help="Empty cells take away what is stored, instead of leaving it.")
@click.option("--source", default="", help="Where the lists come from, for rows that do not say it.")
@click.option("--as-of", default="", metavar="DATE", help="The day of which the lists are: it confirms what they say.")
@click.option("--rest", is_flag=True, help="Import what has no errors, and name the rows that are left out.")
@click.option(
    "--problems",
    "book",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the rows with errors to an Excel file, each with its complaint, to mend and to import.",
)
@store_option
@json_option
@reports_errors
def import_(  # noqa: PLR0913  one argument an option
    *,
    paths: Sequence[Path],
    dry_run: bool,
    mappings: Sequence[Path],
    proposed: Path | None,
    same: Sequence[str],
    different: Sequence[str],
    clear_empty: bool,
    source: str,
    as_of: str,
    rest: bool,
    book: Path | None,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Import folders, workbooks and files; all of it or, with errors, nothing."""
    if book:
        refuse_other_ending(book, "xlsx")
    directory, decided, apart = directory_at(store_url, new=True), dict(_pairs(same)), _pairs(different)
    origin = Origin.read(source, as_of, directory.today())
    lists = understood_paths(paths, read_profiles(mappings))
    if proposed:
        _write_mapping(lists, directory, proposed, as_json=as_json)
        return
    with ProgressBar(_("Checking"), quiet=as_json) as progress:
        plan = directory.plan_lists(
            lists, same=decided, different=apart, clears=clear_empty, origin=origin, author="import", progress=progress
        )
    # What is wrong with the list comes first: nobody may be known in it.
    if (rest or not plan.errors) and (unused := decided.keys() - {join.id for join in plan.joins}):
        raise InvalidInputError(
            _(
                "“%(value)s” decides nothing: the list brings no new organisation with the first id, or there is none "
                "with the second.",
                value=f"{min(unused)}={decided[min(unused)]}",
            )
        )
    if rest or not plan.errors:
        _check_different(directory, plan, decided, apart)
    if book and plan.left_out:
        # Rows may hold contact points that not everybody on this machine may see.
        write_file(book, problem_book(lists, plan), private=True)
    batch = None
    # What is wrong with a whole list leaves no rest of it.
    applies = not plan.errors or (rest and all(problem.row for problem in plan.errors))
    applied = applies and not dry_run
    if applied:
        with ProgressBar(_("Writing"), quiet=as_json) as progress:
            batch = directory.apply(plan.changes, progress)
        _keep_decisions(directory, plan, decided, apart)
    if as_json:
        print_json({**presenting.plan_record(plan), "applied": applied, "batch": batch.id if batch else None})
    else:
        print_plan(plan, directory, applies=applies, dry_run=dry_run, batch=batch.id if batch else "")
        if book and plan.left_out:
            click.echo(_("The rows with errors are in %(file)s.", file=book))
    if not applies:
        sys.exit(PROBLEMS)


def _pairs(decided: Iterable[str]) -> list[tuple[str, str]]:
    """Return a new id and another one, of NEW=ID each."""
    pairs: list[tuple[str, str]] = []
    for given in decided:
        new, equals, other = given.partition("=")
        if not (new and equals and other):
            raise InvalidInputError(_("“%(value)s” is not two ids. Write NEW=ID.", value=given))
        pairs.append((new, other))
    return pairs


def _check_different(
    directory: Directory, plan: Plan, same: Mapping[str, str], different: Sequence[tuple[str, str]]
) -> None:
    """Refuse what says nothing: two ids of which neither the list nor the store has one, or that are said to be one."""
    new = {change.ref.key for change in plan.changes.changes} | same.keys()
    stored = directory.store.organisations({id_ for pair in different for id_ in pair})
    for one, other in different:
        value = f"{one}={other}"
        if same.get(one) == other:
            raise InvalidInputError(_("“%(value)s” is said to be the same and different. Leave one out.", value=value))
        if unknown := next((id_ for id_ in (one, other) if id_ not in new and id_ not in stored), ""):
            raise InvalidInputError(
                _("“%(value)s” tells nobody apart: neither list nor directory has “%(id)s”.", value=value, id=unknown)
            )


def _keep_decisions(
    directory: Directory, plan: Plan, same: Mapping[str, str], different: Sequence[tuple[str, str]]
) -> None:
    decisions = Decisions(directory.store)
    for join in plan.joins:
        if join.id in same:
            decisions.take_for(row_of(join.id, join.name), same[join.id], by="import")
    for new, other in different:
        decisions.keep_apart(new, other, by="import")


def _write_mapping(lists: Understood, directory: Directory, path: Path, *, as_json: bool) -> None:
    """Write what each list that is unclear (else the first) may mean; the second beside the first, as “name-2.toml”.

    Lists of the same columns share a mapping.
    """
    found: list[tuple[Path, RawSheet, ListProfile, Proposal]] = []
    for raw in lists.unclear or lists.raws[:1]:
        if best_fitting((profile for _to, _raw, profile, _proposal in found), raw) is None:
            to = path.with_stem(f"{path.stem}-{len(found) + 1}") if found else path
            found.append((to, raw, *_proposed(raw, directory)))
    for to, _raw, profile, _proposal in found:
        write_file(to, written(profile).encode())
    if as_json:
        first, *further = (
            {"path": str(to), "file": raw.file, "sheet": raw.sheet, **asdict(proposal)}
            for to, raw, _profile, proposal in found
        )
        print_json({**first, "further": further})
        return
    for to, raw, _profile, proposal in found:
        place = f" ({', '.join(filter(None, (raw.file, raw.sheet)))})" if len(found) > 1 else ""
        click.echo(_("Written: %(path)s", path=to) + place)
        for question in proposal.questions:
            click.echo(f"- {question}")


def _proposed(raw: RawSheet, directory: Directory) -> tuple[ListProfile, Proposal]:
    """Return the mapping that is proposed for a list, with what is asked of it."""
    proposal = propose(raw, directory.taxonomy())
    if proposal.profile is not None:
        return proposal.profile, proposal
    # Nobody knows what a row is of: a beginning that can be changed is more than none.
    profile = begun(raw, directory.taxonomy(), "organisations")
    told = _(
        "Nothing says what a row of “%(file)s” is of; it was taken for an organisation. Where it is something else, "
        "write another table and its columns.",
        file=raw.file,
    )
    return profile, replace(proposal, profile=profile, questions=(told, *proposal.questions))


@main.command(epilog="Example: graphdir export network.xlsx --format xlsx")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="csv makes a folder.")
@click.option("--all-contacts", is_flag=True, help="With contact points that are not public.")
@store_option
@json_option
@reports_errors
def export(*, path: Path, format_: Format, all_contacts: bool, store_url: str | None, as_json: bool) -> None:
    """Write the whole network to PATH."""
    directory = directory_to_read(store_url)
    directory.export(path, format_, all_contacts=all_contacts)
    hidden = 0 if all_contacts or format_ in ("graphml", "gexf") else directory.hidden_contacts()
    if as_json:
        without = presenting.left_out_text(format_)
        print_json({"path": str(path), "format": format_, "without": without, "contacts_left_out": hidden})
    else:
        # What reads from a pipe gets the file alone.
        piped = path.exists() and not (path.is_file() or path.is_dir())
        click.echo(_("Written: %(path)s", path=path), err=piped)
        for left_out in (presenting.left_out_text(format_), presenting.hidden_text(hidden)):
            if left_out:
                click.echo(left_out, err=piped)
