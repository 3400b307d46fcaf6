"""What an import would do, or has done, in lines."""

from collections.abc import Iterable

import click

from graphdir import presenting
from graphdir.cli.base import MOST_SHOWN
from graphdir.directory import Directory
from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext
from graphdir.importing.importer import Plan
from graphdir.importing.problems import Problem
from graphdir.store import ends_of
from graphdir.tables import TABLES


def print_plan(plan: Plan, directory: Directory, *, applies: bool, dry_run: bool, batch: str) -> None:
    """Print what an import met and, if it ``applies``, what it would do (``dry_run``) or has done (as ``batch``)."""
    for problem in plan.problems[:MOST_SHOWN]:
        click.echo(_problem_line(problem), err=True)
    if len(plan.problems) > MOST_SHOWN:
        click.echo(
            _("… and %(more)s more problems; --json shows all of them", more=len(plan.problems) - MOST_SHOWN), err=True
        )
    _print_duplicates(plan)
    for line in _count_lines(plan):
        click.echo(line)
    if plan.kept:
        kept = ", ".join(f"{column} {number}" for column, number in plan.kept.items())
        click.echo(_("Where cells are empty, what is stored stays: %(kept)s (--clear-empty takes it away).", kept=kept))
    if not applies:
        click.echo(_("Nothing was imported. Correct the errors and import again."), err=True)
    elif dry_run:
        _print_changes(plan, directory)
        click.echo(_("Dry run: nothing was imported."))
    elif not batch:
        told = _("Nothing new was imported.") if plan.left_out else _("Everything was there already.")
        click.echo(_("Nothing was changed.") if plan.problems and not plan.left_out else told)
    else:
        click.echo(_("Imported as change set %(batch)s.", batch=batch))
    if applies and plan.left_out:
        _print_left_out(plan)


def _print_changes(plan: Plan, directory: Directory) -> None:
    """Print what would be changed in entries that stand."""
    ends = {ref for change in plan.changes.changes for ref in ends_of(change.after)}
    of_organisations = directory.store.organisations(ref.key for ref in ends if ref.entity == "organisation")
    of_projects = directory.store.projects(ref.key for ref in ends if ref.entity == "project")
    names = {id_: one.name for id_, one in of_organisations.items()} | {
        id_: one.title for id_, one in of_projects.items()
    }
    lines = list(presenting.planned_lines(plan, names, directory.taxonomy()))
    for line in lines[:MOST_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > MOST_SHOWN:
        click.echo(_("  … and %(more)s more changes", more=len(lines) - MOST_SHOWN))


def _print_duplicates(plan: Plan) -> None:
    for duplicate in plan.duplicates[:MOST_SHOWN]:
        click.echo(
            _(
                "%(file)s, row %(row)s: “%(name)s” may be the same as “%(other)s” (%(place)s): %(reasons)s; if so: "
                "--same %(new)s=%(known)s",
                file=duplicate.file,
                row=duplicate.row,
                name=duplicate.name,
                other=duplicate.other_name,
                place=_("row %(row)s", row=duplicate.other_row) if duplicate.other_row else duplicate.other_id,
                reasons="; ".join(duplicate.reasons[:2]),
                new=duplicate.id,
                known=duplicate.other_id,
            ),
            err=True,
        )


def _print_left_out(plan: Plan) -> None:
    click.echo(ngettext("%(number)s row was left out:", "%(number)s rows were left out:", len(plan.left_out)), err=True)
    for row in plan.left_out[:MOST_SHOWN]:
        place = ", ".join(part for part in (row.file, row.sheet, _("row %(row)s", row=row.row)) if part)
        click.echo(f"  {place}: {row.because}" if row.because else f"  {place}", err=True)
    if len(plan.left_out) > MOST_SHOWN:
        click.echo(_("… and %(more)s more; --json shows all of them", more=len(plan.left_out) - MOST_SHOWN), err=True)


def _count_lines(plan: Plan) -> Iterable[str]:
    for table, counts in plan.counts.items():
        line = _(
            "%(table)s: %(new)s new, %(changed)s changed, %(unchanged)s unchanged",
            table=TABLES[table].label(language()),
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
        )
        if counts.gone:
            line += "; " + _("%(gone)s that the list does not name stay as they are", gone=counts.gone)
        yield line


def _problem_line(problem: Problem) -> str:
    place = ", ".join(
        part
        for part in (
            problem.file,
            problem.sheet,
            _("row %(row)s", row=problem.row) if problem.row else "",
            problem.column,
        )
        if part
    )
    level = _("Error") if problem.level == "error" else _("Note")
    named = problem.value and problem.value not in problem.message
    value = _("“%(value)s”", value=problem.value) + " " if named else ""
    proposal = f" {problem.proposal}" if problem.proposal else ""
    return f"{level}: {place}: {value}{problem.sentence}{proposal}"
