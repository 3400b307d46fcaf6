"""The command line: read the words, call the use case, print."""

import json
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from graphdir import neo4j_server, presenting
from graphdir.account import Account, Role
from graphdir.accounts import LINK_SECONDS, Accounts
from graphdir.backup import Contents, back_up, prove, restore
from graphdir.bootstrap import Settings, checked_site, open_store, seed_networks
from graphdir.checking import check
from graphdir.directory import FORMATS, Directory, Format
from graphdir.duplicates.decisions import Decisions, row_of
from graphdir.duplicates.likeness import Likeness
from graphdir.duplicates.pairs import Pair, compared, quality, read_pairs
from graphdir.duplicates.search import Found
from graphdir.errors import (
    GraphdirError,
    ImportInterruptedError,
    InvalidInputError,
    StoreError,
    StoreUnavailableError,
    TracesLeftError,
)
from graphdir.exporting.replacing import replaced
from graphdir.full_store import FullStore
from graphdir.i18n import gettext as _
from graphdir.i18n import language, ngettext, use_language
from graphdir.importing.importer import Plan
from graphdir.importing.lists import Understood, read_profiles, understood_paths
from graphdir.importing.mapping import written
from graphdir.importing.origin import Origin
from graphdir.importing.problem_book import problem_book
from graphdir.importing.problems import Problem
from graphdir.importing.proposing import begun, propose
from graphdir.mail import MailError
from graphdir.matching.evaluation import MEASURES, Seeker, Told, past_of
from graphdir.matching.evaluation import evaluate as evaluate_past
from graphdir.matching.need import Need
from graphdir.matching.snapshot import Network
from graphdir.merging import keep_apart, merge, plan_merge
from graphdir.persons import erase as erase_person
from graphdir.persons import erase_expired, expiries, file_about, leave_nothing
from graphdir.reminders import Reminders
from graphdir.reporting import persons as person_files
from graphdir.reporting.reminders import reminder_lines, reminder_mail, reminders_record
from graphdir.reporting.report import report_lines, report_record
from graphdir.store import Progress, Search, ends_of, no_progress
from graphdir.tables import TABLES

PROBLEMS: Final = 1
WRONG_USE: Final = 2
NO_STORE: Final = 3
_USUAL_RADIUS_KM: Final = 10.0
_MOST_SHOWN: Final = 20
_YES: Final = frozenset({"y", "yes", "j", "ja"})
_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Failure(click.ClickException):
    """A sentence and the exit code that goes with it."""

    def __init__(self, error: GraphdirError) -> None:
        super().__init__(str(error))
        done = isinstance(error, TracesLeftError)
        self.exit_code = PROBLEMS if done else NO_STORE if isinstance(error, StoreError) else WRONG_USE  # type: ignore[misc]

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        click.echo(self.message, err=True)


def _store_option(command: _Command) -> _Command:
    return click.option(
        "--store",
        "store_url",
        metavar="URL",
        help="sqlite:///PATH or neo4j://USER:PASSWORD@HOST:7687/neo4j; else $GRAPHDIR_STORE.",
    )(command)


_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def _reports_errors(command: _Command) -> _Command:
    """Turn what a user can cause into a sentence, in the language that is set, and an exit code."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            _settings()
            return command(*args, **kwargs)
        except GraphdirError as error:
            raise _Failure(error) from error

    return cast("_Command", wrapped)


def _settings() -> Settings:
    settings = Settings.from_env()
    use_language(settings.language)
    return settings


def _store(store_url: str | None, *, new: bool = False) -> FullStore:
    """Open the store that is meant; a ``new`` one may be made."""
    return open_store(store_url or _settings().store, must_exist=not new)


def _directory(store_url: str | None, *, new: bool = False) -> Directory:
    return Directory(_store(store_url, new=new))


def _directory_to_read(store_url: str | None) -> Directory:
    """Open a store of which a whole is told; where a large import is not finished, say so."""
    directory = _directory(store_url)
    if unfinished := directory.store.interrupted():
        click.echo(ImportInterruptedError(unfinished.id), err=True)
    return directory


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="graphdir")
def main() -> None:
    """The directory of a cooperation network: who works with whom, and on what.

    Messages are German; GRAPHDIR_LANGUAGE=en makes them English.
    """


@main.command(epilog="Example: graphdir demo --network stendal --port 8001")
@click.option("--network", default="stendal", show_default=True, help="A network of seeds/.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-serve", is_flag=True, help="Import only.")
@_store_option
@_json_option
@_reports_errors
def demo(  # noqa: PLR0913  one argument an option
    *, network: str, host: str, port: int, no_serve: bool, store_url: str | None, as_json: bool
) -> None:
    """Import a sample network where the store is empty, then serve it."""
    settings = _settings()
    networks = seed_networks()
    if network not in networks:
        raise click.BadParameter(_("There are these networks: %(names)s.", names=", ".join(networks)))
    directory = _directory(store_url, new=True)
    if not directory.store.figures().organisations:
        plan = directory.plan_import([networks[network]], author="demo")
        directory.apply(plan.changes)
    figures = directory.store.figures()
    if as_json:
        _print_json(asdict(figures))
    else:
        click.echo(
            _(
                "The store holds %(organisations)s organisations, %(relations)s relations and %(projects)s projects.",
                organisations=figures.organisations,
                relations=figures.relations,
                projects=figures.projects,
            )
        )
    if not no_serve:
        _serve(directory, settings, host, port)


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
    help="Write a mapping for the list as far as it can be guessed; import nothing.",
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
@_store_option
@_json_option
@_reports_errors
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
    directory, decided, apart = _directory(store_url, new=True), dict(_pairs(same)), _pairs(different)
    origin = Origin.read(source, as_of, directory.today())
    lists = understood_paths(paths, read_profiles(mappings))
    if proposed:
        _write_mapping(lists, directory, proposed, as_json=as_json)
        return
    with _progress(_("Checking"), quiet=as_json) as progress:
        plan = directory.plan_lists(
            lists,
            same=decided,
            different=apart,
            clears=clear_empty,
            origin=origin,
            author="import",
            progress=progress,
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
    if not plan.errors:
        _check_different(directory, plan, decided, apart)
    if book and plan.left_out:
        # Rows may hold contact points that not everybody on this machine may see.
        _write_file(book, problem_book(lists, plan), private=True)
    applied = False
    batch = None
    # What is wrong with a whole list leaves no rest of it.
    sound = all(problem.row for problem in plan.errors)
    if (not plan.errors or (rest and sound)) and not dry_run:
        with _progress(_("Writing"), quiet=as_json) as progress:
            batch = directory.apply(plan.changes, progress)
        _keep_decisions(directory, plan, decided, apart)
        applied = True
    if as_json:
        _print_json({**presenting.plan_record(plan), "applied": applied, "batch": batch.id if batch else None})
    else:
        _print_plan(plan, directory, applied=applied, dry_run=dry_run, batch=batch.id if batch else "")
        if book and plan.left_out:
            click.echo(_("The rows with errors are in %(file)s.", file=book))
    if plan.errors and not applied:
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


def _write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    try:
        with replaced(path, private=private) as part:
            part.write_bytes(content)
    except OSError as error:
        raise InvalidInputError(_("“%(path)s” cannot be written: %(reason)s.", path=path, reason=error)) from error


def _write_mapping(lists: Understood, directory: Directory, path: Path, *, as_json: bool) -> None:
    """Write what the first list that is unclear (else the first) may mean."""
    raw = (*lists.unclear, *lists.raws)[0]
    proposal = propose(raw, directory.taxonomy())
    profile = proposal.profile
    if profile is None:
        # Nobody knows what a row is of: a beginning that can be changed is more than none.
        profile = begun(raw, directory.taxonomy(), "organisations")
        told = _(
            "Nothing says what a row of “%(file)s” is of; it was taken for an organisation. Where it is something "
            "else, write another table and its columns.",
            file=raw.file,
        )
        proposal = replace(proposal, profile=profile, questions=(told, *proposal.questions))
    _write_file(path, written(profile).encode())
    if as_json:
        _print_json({"path": str(path), "file": raw.file, "sheet": raw.sheet, **asdict(proposal)})
        return
    click.echo(_("Written: %(path)s", path=path))
    for question in proposal.questions:
        click.echo(f"- {question}")


@main.command(epilog="Example: graphdir export network.xlsx --format xlsx")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="csv makes a folder.")
@click.option("--all-contacts", is_flag=True, help="With contact points that are not public.")
@_store_option
@_json_option
@_reports_errors
def export(*, path: Path, format_: Format, all_contacts: bool, store_url: str | None, as_json: bool) -> None:
    """Write the whole network to PATH."""
    directory = _directory_to_read(store_url)
    directory.export(path, format_, all_contacts=all_contacts)
    hidden = 0 if all_contacts or format_ in ("graphml", "gexf") else directory.hidden_contacts()
    if as_json:
        without = presenting.left_out_text(format_)
        _print_json({"path": str(path), "format": format_, "without": without, "contacts_left_out": hidden})
    else:
        # What reads from a pipe gets the file alone.
        piped = path.exists() and not (path.is_file() or path.is_dir())
        click.echo(_("Written: %(path)s", path=path), err=piped)
        for left_out in (presenting.left_out_text(format_), presenting.hidden_text(hidden)):
            if left_out:
                click.echo(left_out, err=piped)


@main.command(epilog="Example: graphdir changes --limit 5")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Most change sets to print.")
@_store_option
@_json_option
@_reports_errors
def changes(*, limit: int, store_url: str | None, as_json: bool) -> None:
    """List what was imported, edited and taken back, the latest first."""
    found = _store(store_url).batches(limit)
    undone = {batch.undoes for batch in found}
    if as_json:
        _print_json({"changes": [{**asdict(batch), "undone": batch.id in undone} for batch in found]})
        return
    if not found:
        click.echo(_("Nothing was changed so far."))
    for batch in found:
        click.echo(presenting.batch_line(batch, undone=batch.id in undone))


@main.command(epilog="Example: graphdir undo 3")
@click.argument("batch")
@_store_option
@_json_option
@_reports_errors
def undo(*, batch: str, store_url: str | None, as_json: bool) -> None:
    """Take the import BATCH back."""
    directory = _directory(store_url)
    interrupted = directory.store.interrupted()
    with _progress(_("Writing"), quiet=as_json) as progress:
        done = directory.undo(batch, author="undo", progress=progress)
    if as_json:
        _print_json({"undone": batch, "batch": done.id if done else None})
    elif done is None and interrupted is None:
        click.echo(_("Batch %(batch)s holds nothing that could be taken back, or was taken back already.", batch=batch))
    else:
        click.echo(_("Batch %(batch)s was taken back.", batch=batch))


@main.command(epilog="Example: graphdir resume 3")
@click.argument("batch")
@_store_option
@_json_option
@_reports_errors
def resume(*, batch: str, store_url: str | None, as_json: bool) -> None:
    """Finish the interrupted import BATCH."""
    directory = _directory(store_url)
    with _progress(_("Writing"), quiet=as_json) as progress:
        done = directory.resume(batch, progress)
    if as_json:
        _print_json({"batch": done.id})
    else:
        click.echo(_("Batch %(batch)s is finished.", batch=batch))


@main.command(epilog="Example: graphdir duplicates --limit 20")
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Compare the pairs of this CSV file instead (a_name, a_town, … b_name, …, same).",
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Most pairs to print.")
@_store_option
@_json_option
@_reports_errors
def duplicates(*, pairs: Path | None, limit: int, store_url: str | None, as_json: bool) -> None:
    """List entries that may be one organisation and are not decided yet, the likeliest first, with reasons."""
    if pairs:
        _tell_pairs(compared(read_pairs(pairs)), limit, as_json=as_json)
        return
    directory = _directory(store_url)
    with _progress(_("Comparing"), quiet=as_json) as progress:
        found = directory.possible_duplicates(progress)
    if as_json:
        _print_json({"total": len(found), "pairs": [_pair_as_json(pair) for pair in found[:limit]]})
        return
    for pair in found[:limit]:
        likeness = pair.likeness
        one, other = (f"{entry.name}, {entry.town} [{entry.id}]" for entry in (pair.one, pair.other))
        click.echo(f"{likeness.score:.2f}\t{one}\t{other}\t{'; '.join(why.text for why in likeness.reasons[:3])}")
    click.echo(ngettext("%(number)s pair is not decided.", "%(number)s pairs are not decided.", len(found)))


@main.command(name="merge", epilog="Example: graphdir merge ST-98 sekundarschule-komarow-stendal")
@click.argument("keep")
@click.argument("gone")
@click.option("--different", is_flag=True, help="Do not merge: note that the two are two organisations.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, change nothing.")
@_store_option
@_json_option
@_reports_errors
def merge_(  # noqa: PLR0913  one argument an option
    *, keep: str, gone: str, different: bool, dry_run: bool, store_url: str | None, as_json: bool
) -> None:
    """Make the entry GONE a part of the entry KEEP; `graphdir undo` takes it back."""
    directory = _directory(store_url)
    store, taxonomy = directory.store, directory.taxonomy()
    if different:
        keep_apart(store, keep, gone, author="merge", dry_run=dry_run)
        if as_json:
            _print_json({"different": [keep, gone]})
        else:
            click.echo(_("Dry run: nothing was noted.") if dry_run else _("It is noted: these are two organisations."))
        return
    merger, batch = (plan_merge(store, keep, gone), None) if dry_run else merge(store, keep, gone, author="merge")
    if as_json:
        _print_json(
            {
                "kept": keep,
                "gone": gone,
                "batch": batch.id if batch else None,
                "joined": merger.joined,
                "conflicts": [{"field": name, "kept": mine, "left": theirs} for name, mine, theirs in merger.conflicts],
                "dropped": [asdict(relation) for relation in merger.dropped],
            }
        )
        return
    for name, mine, theirs in merger.conflicts:
        click.echo(
            _(
                "%(field)s: “%(kept)s” was kept, not “%(left)s”",
                field=presenting.field_label(name),
                kept=presenting.value_text("organisation", name, mine, taxonomy),
                left=presenting.value_text("organisation", name, theirs, taxonomy),
            )
        )
    for relation in merger.dropped:
        click.echo(
            _(
                "Left out, since it would tie the organisation to itself: %(kind)s",
                kind=presenting.relation_label(relation.kind, taxonomy),
            )
        )
    if batch:
        click.echo(_("Merged as batch %(batch)s.", batch=batch.id))
    else:
        click.echo(_("Dry run: nothing was merged."))


def _pair_as_json(pair: Found) -> dict[str, Any]:
    return {
        "one": {"id": pair.one.id, "name": pair.one.name, "town": pair.one.town},
        "other": {"id": pair.other.id, "name": pair.other.name, "town": pair.other.town},
        **asdict(pair.likeness),
    }


def _tell_pairs(found: Sequence[tuple[Pair, Likeness]], limit: int, *, as_json: bool) -> None:
    """Print verdicts for pairs of a file, and how they do against what people said of them."""
    reached = quality(found)
    figures = {**asdict(reached), "precision": round(reached.precision, 4), "recall": round(reached.recall, 4)}
    if as_json:
        verdicts = [
            {"a_name": pair.one.name, "b_name": pair.other.name, "same": pair.same, **asdict(likeness)}
            for pair, likeness in found
        ]
        _print_json({"figures": figures, "pairs": verdicts})
        return
    for pair, likeness in found[:limit]:
        why = "; ".join(reason.text for reason in likeness.reasons[:3])
        click.echo(f"{likeness.score:.2f}\t{likeness.verdict}\t{pair.one.name}\t{pair.other.name}\t{why}")
    click.echo(
        _(
            "Precision %(precision)s, recall %(recall)s",
            precision=figures["precision"],
            recall=figures["recall"],
        )
    )


@main.command(epilog="Example: graphdir search Gewaltprävention --town Havelberg")
@click.argument("words", nargs=-1)
@click.option("--kind", default="", help="Kind of organisation, id or label.")
@click.option("--topic", default="", help="Topic, id or label.")
@click.option("--town", default="", help="Town or municipality.")
@click.option("--school-type", default="", help="School type, id or label.")
@click.option("--target-group", default="", help="Target group, id or label.")
@click.option("--near", default="", metavar="ID", help="Around this organisation.")
@click.option("--radius-km", type=float, help="How far around; 10 where --near alone is given.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Most rows to print.")
@_store_option
@_json_option
@_reports_errors
def search(  # noqa: PLR0913
    *,
    words: Sequence[str],
    kind: str,
    topic: str,
    town: str,
    school_type: str,
    target_group: str,
    near: str,
    radius_km: float | None,
    limit: int,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Find organisations by words in name, town and topics."""
    if radius_km is not None and not near:
        raise InvalidInputError(_("Say around where: --near PLACE beside --radius-km."))
    directory = _directory(store_url)
    question = Search(
        text=" ".join(words),
        kind=kind,
        topic=topic,
        town=town,
        school_type=school_type,
        target_group=target_group,
        near=directory.near(near, _USUAL_RADIUS_KM if radius_km is None else radius_km) if near else None,
        size=limit,
    )
    page = directory.search(question)
    if as_json:
        _print_json(presenting.search_record(page, directory.facets(question), directory.taxonomy()))
        return
    left_out = _(" (the first %(limit)s)", limit=limit) if page.total > limit else ""
    click.echo(ngettext("%(number)s organisation", "%(number)s organisations", page.total) + left_out)
    taxonomy = directory.taxonomy()
    for found in page.organisations:
        click.echo(f"{found.id}\t{found.name}\t{presenting.kind_label(found, taxonomy)}\t{found.town}")


@main.command(epilog="Example: graphdir show ST-642")
@click.argument("id_or_name")
@_store_option
@_json_option
@_reports_errors
def show(*, id_or_name: str, store_url: str | None, as_json: bool) -> None:
    """Show one organisation with its relations, projects and public contacts."""
    directory = _directory(store_url)
    profile = directory.profile(directory.named(id_or_name).id)
    if as_json:
        _print_json(presenting.profile_record(profile, directory.taxonomy()))
    else:
        click.echo("\n".join(presenting.profile_lines(profile, directory.taxonomy())))


@main.command(epilog="Example: graphdir path ST-642 drk-kreisverband-oestliche-altmark-e-v-stendal")
@click.argument("one")
@click.argument("other")
@_store_option
@_json_option
@_reports_errors
def path(*, one: str, other: str, store_url: str | None, as_json: bool) -> None:
    """Tell how ONE and OTHER (ids or names) know each other."""
    directory = _directory(store_url)
    first, last = directory.named(one), directory.named(other)
    connection = directory.connection(first.id, last.id)
    if as_json:
        _print_json(presenting.connection_record(connection, directory.taxonomy(), directory.today()))
    elif connection is None:
        click.echo(
            _(
                "No connection between “%(one)s” and “%(other)s” is recorded.",
                one=first.name,
                other=last.name,
            )
        )
    else:
        click.echo("\n".join(presenting.connection_lines(connection, directory.taxonomy(), directory.today())))


@main.command(epilog="Example: graphdir partners --for ST-642 --topic Gewaltprävention --limit 5")
@click.option("--for", "seeker", default="", metavar="ID", help="Organisation that looks for partners, id or name.")
@click.option("--place", default="", metavar="TOWN", help="Town to look from.")
@click.option("--project", default="", metavar="ID", help="Stored project that needs partners.")
@click.option("--topic", "topics", multiple=True, help="Topic, id or label; may be given again.")
@click.option("--target-group", "target_groups", multiple=True, help="Target group, id or label.")
@click.option("--text", default="", metavar="IDEA", help="The idea in your own words.")
@click.option("--without-topic", "without_topics", multiple=True, help="Topic that the idea names but does not mean.")
@click.option("--project-kind", "kind", default="", help="Kind of project, id or label.")
@click.option("--from", "starts_on", default="", metavar="DATE", help="When it begins: 2027, 2027-02 or 2027-02-01.")
@click.option("--until", "ends_on", default="", metavar="DATE", help="When it ends.")
@click.option("--partner-kind", "partner_kinds", multiple=True, help="Wanted kind of partner, id, label or group.")
@click.option("--radius-km", type=float, help="Not farther away than this.")
@click.option("--only-new", is_flag=True, help="Only organisations that the seeker has not worked with.")
@click.option("--balanced", is_flag=True, help="Keep the largest from filling every list.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="Most partners to print.")
@_store_option
@_json_option
@_reports_errors
def partners(  # noqa: PLR0913
    *,
    seeker: str,
    place: str,
    project: str,
    topics: tuple[str, ...],
    target_groups: tuple[str, ...],
    text: str,
    without_topics: tuple[str, ...],
    kind: str,
    starts_on: str,
    ends_on: str,
    partner_kinds: tuple[str, ...],
    radius_km: float | None,
    only_new: bool,
    balanced: bool,
    limit: int,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Find suitable partners, best first, each with the reasons why."""
    directory = _directory(store_url)
    ranking = directory.partners(
        Need(
            seeker=directory.named(seeker).id if seeker else "",
            spot=directory.spot(place) if place else None,
            project=project,
            topics=topics,
            target_groups=target_groups,
            text=text,
            without_topics=without_topics,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            partner_kinds=partner_kinds,
            radius_km=radius_km,
            only_new=only_new,
            balanced=balanced,
        ),
        limit=limit,
    )
    if as_json:
        _print_json(presenting.ranking_record(ranking))
        return
    if not ranking.matches:
        click.echo(_("Nobody in the directory fits. Take a condition away."))
    if ranking.behind:
        click.echo(_("The network has changed much a moment ago; this is still the answer of before."))
    for remark in presenting.ranking_remarks(ranking):
        click.echo(remark)
    for number, match in enumerate(ranking.matches, start=1):
        click.echo("\n".join(presenting.match_lines(match, number)))
    for remark in presenting.ranking_basis(ranking):
        click.echo(remark)


def _past_options(command: _Command) -> _Command:
    for option in (
        click.option("--new-edges", is_flag=True, help="Ask for pairs of site and lead that are new."),
        click.option(
            "--seeker",
            type=click.Choice(("lead", "each", "site")),
            default="lead",
            show_default=True,
            help="Who of a project's participants seeks the others.",
        ),
        click.option("--cutoff", required=True, metavar="DATE", help="All that begins from this day on is hidden."),
    ):
        command = option(command)
    return command


@main.command(epilog="Example: graphdir evaluate --cutoff 2012 --seeker site --new-edges")
@_past_options
@click.option(
    "--text",
    "told",
    type=click.Choice(("none", "title", "all")),
    default="none",
    show_default=True,
    help="How much of a project's text the seeker knows.",
)
@click.option("--mask-names", is_flag=True, help="Without words of a true partner's name or town.")
@click.option("--balanced", is_flag=True, help="With the balanced switch.")
@_store_option
@_json_option
@_reports_errors
def evaluate(  # noqa: PLR0913
    *,
    cutoff: str,
    seeker: Seeker,
    told: Told,
    mask_names: bool,
    new_edges: bool,
    balanced: bool,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Measure how well the ranking finds the partners of projects after CUTOFF, beside simple ways."""
    directory = _directory(store_url)
    past = past_of(
        Network.read(directory.store), cutoff, seeker=seeker, told=told, mask_names=mask_names, new_edges=new_edges
    )
    with _progress(_("Asking"), quiet=as_json) as progress:
        figures = evaluate_past(past, balanced=balanced, progress=progress)
    if as_json:
        _print_json(figures)
        return
    click.echo(
        _(
            "%(queries)s questions, %(candidates)s candidates, %(ms)s ms a question",
            queries=figures["queries"],
            candidates=figures["candidates"],
            ms=figures["milliseconds_per_query"],
        )
    )
    click.echo("\t".join(("", *MEASURES, "new_recall_at_10")))
    for name, row in (("ranking", figures), *figures["baselines"].items()):
        values = [*(row[measure] for measure in MEASURES), row["new_partners"]["recall_at_10"]]
        click.echo("\t".join((name, *(f"{value:.3f}" for value in values))))
    click.echo(_("95 % intervals of the ranking, and of its difference to pagerank_mixed question by question:"))
    for measure in MEASURES:
        low, high = figures["interval_95"][measure]
        gap = figures["difference_to_pagerank_mixed"][measure]
        click.echo(
            f"{measure}\t[{low:.3f}, {high:.3f}]\t{gap['mean']:+.3f} "
            f"[{gap['interval_95'][0]:+.3f}, {gap['interval_95'][1]:+.3f}]"
        )


@main.command(epilog="Example: graphdir fit --cutoff 2012 --seeker site")
@_past_options
@_store_option
@_json_option
@_reports_errors
def fit(*, cutoff: str, seeker: Seeker, new_edges: bool, store_url: str | None, as_json: bool) -> None:
    """Print weights that the network's own past before CUTOFF suggests."""
    from graphdir.matching.fit import fit as fit_weights  # noqa: PLC0415  scipy is not needed by other commands
    from graphdir.matching.fit import samples_of  # noqa: PLC0415
    from graphdir.matching.weights import WEIGHTS  # noqa: PLC0415

    directory = _directory(store_url)
    with _progress(_("Asking"), quiet=as_json) as progress:
        samples = samples_of(
            Network.read(directory.store), cutoff, seeker=seeker, new_edges=new_edges, progress=progress
        )
    weights = fit_weights(samples)
    shipped = weights == WEIGHTS
    if as_json:
        _print_json({"questions": len(samples), "shipped": shipped, "weights": weights})
        return
    if shipped:
        click.echo(_("Nothing better was found in this network's past: the shipped weights stay."))
    for name, weight in weights.items():
        click.echo(f"{name}\t{weight:.3f}")


@main.command(epilog="Example: graphdir report --rows 3")
@click.option("--rows", default=5, show_default=True, type=click.IntRange(0, 1000), help="Most lines of each table.")
@_store_option
@_json_option
@_reports_errors
def report(*, rows: int, store_url: str | None, as_json: bool) -> None:
    """Tell the network in figures, each with what it means for the work; --json has all lines."""
    directory = _directory_to_read(store_url)
    with _progress(_("Computing"), quiet=as_json) as progress:
        found = directory.report(progress)
    if as_json:
        _print_json(report_record(found))
    else:
        click.echo("\n".join(report_lines(found, rows)))


@main.command("map", epilog="Example: graphdir map network.html")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--land", is_flag=True, help="Arrange by place, on the land map.")
@_store_option
@_json_option
@_reports_errors
def write_map(*, file: Path, land: bool, store_url: str | None, as_json: bool) -> None:
    """Write the network map as FILE: .html opens anywhere, .pdf is a poster; .svg, .png, .gexf, .graphml too."""
    from webapp.map_files import write_map_file  # noqa: PLC0415  Flask is not needed by other commands
    from webapp.maps import shown_counts  # noqa: PLC0415

    settings = _settings()
    network = write_map_file(_directory_to_read(store_url), settings, file, geography=land)
    if as_json:
        _print_json({"file": str(file), "organisations": network.organisations, "ties": network.ties})
    else:
        click.echo(_("%(file)s shows: %(counts)s.", file=file, counts=shown_counts(network)))


@main.command(epilog="Example: graphdir serve --port 8001")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@_store_option
@_json_option
@_reports_errors
def serve(*, host: str, port: int, store_url: str | None, as_json: bool) -> None:
    """Serve the directory to browsers."""
    settings = _settings()
    directory = _directory(store_url, new=True)
    if as_json:
        _print_json({"url": f"http://{host}:{port}"})
    _serve(directory, settings, host, port)


def _serve(directory: Directory, settings: Settings, host: str, port: int) -> None:
    from webapp.server import serve as serve_app  # noqa: PLC0415  Flask is not needed by other commands

    serve_app(directory, settings, host, port, lambda url: click.echo(_("Open %(url)s  (stop: Ctrl+C)", url=url)))


def _progress(title: str, *, quiet: bool) -> "_Shown":
    return _Shown(title, quiet=quiet)


class _Shown:
    """A progress bar on the terminal's error output; silent for programs and in files."""

    def __init__(self, title: str, *, quiet: bool) -> None:
        self._title = title
        console = Console(stderr=True)
        self._bar = (
            None
            if quiet or not console.is_terminal
            else Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=console,
            )
        )

    def __enter__(self) -> Progress:
        if self._bar is None:
            return no_progress
        bar = self._bar
        bar.start()
        task = bar.add_task(self._title, total=None)
        return lambda done, total: bar.update(task, completed=done, total=total)

    def __exit__(self, *_error: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _print_json(value: Mapping[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_plan(plan: Plan, directory: Directory, *, applied: bool, dry_run: bool, batch: str) -> None:
    for problem in plan.problems[:_MOST_SHOWN]:
        click.echo(_problem_line(problem), err=True)
    if len(plan.problems) > _MOST_SHOWN:
        click.echo(
            _("… and %(more)s more problems; --json shows all of them", more=len(plan.problems) - _MOST_SHOWN), err=True
        )
    _print_duplicates(plan)
    for line in _count_lines(plan):
        click.echo(line)
    if plan.kept:
        kept = ", ".join(f"{column} {number}" for column, number in plan.kept.items())
        click.echo(_("Where cells are empty, what is stored stays: %(kept)s (--clear-empty takes it away).", kept=kept))
    if plan.errors and not applied:
        click.echo(_("Nothing was imported. Correct the errors and import again."), err=True)
    elif dry_run:
        _print_changes(plan, directory)
        click.echo(_("Dry run: nothing was imported."))
    elif applied and not batch:
        told = _("Nothing new was imported.") if plan.left_out else _("Everything was there already.")
        click.echo(_("Nothing was changed.") if plan.problems and not plan.left_out else told)
    elif applied:
        click.echo(_("Imported as batch %(batch)s.", batch=batch))
    if applied and plan.left_out:
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
    for line in lines[:_MOST_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _MOST_SHOWN:
        click.echo(_("  … and %(more)s more changes", more=len(lines) - _MOST_SHOWN))


def _print_duplicates(plan: Plan) -> None:
    for duplicate in plan.duplicates[:_MOST_SHOWN]:
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
    for row in plan.left_out[:_MOST_SHOWN]:
        place = ", ".join(part for part in (row.file, row.sheet, _("row %(row)s", row=row.row)) if part)
        needs = _("needs row %(row)s of %(file)s, which has errors", row=row.needs, file=row.needs_file)
        click.echo(f"  {place}: {needs}" if row.needs else f"  {place}", err=True)
    if len(plan.left_out) > _MOST_SHOWN:
        click.echo(_("… and %(more)s more; --json shows all of them", more=len(plan.left_out) - _MOST_SHOWN), err=True)


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


@main.command(epilog="Example: graphdir backup network.backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_store_option
@_json_option
@_reports_errors
def backup(*, file: Path, store_url: str | None, as_json: bool) -> None:
    """Write the whole store with its history and accounts into FILE, and prove that it leads back."""
    store = _store(store_url)
    with _progress(_("Writing"), quiet=as_json) as shown:
        contents = back_up(store, file, shown)
    _tell_backup(_("Written and proven: %(file)s", file=file), contents, as_json=as_json)


@main.command("restore", epilog="Example: graphdir restore network.backup --store sqlite:///new.db")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_store_option
@_json_option
@_reports_errors
def restore_backup(*, file: Path, store_url: str | None, as_json: bool) -> None:
    """Bring an empty store to where the backup FILE leaves off."""
    with _progress(_("Checking"), quiet=as_json):
        # Before the store is made: a damaged file shall not leave an empty one behind.
        proven = prove(file)
    store = _store(store_url, new=True)
    with _progress(_("Writing"), quiet=as_json) as shown:
        contents = restore(store, file, shown, proven=proven)
    _tell_backup(_("Restored: %(file)s", file=file), contents, as_json=as_json)


def _tell_backup(sentence: str, contents: Contents, *, as_json: bool) -> None:
    if as_json:
        _print_json(asdict(contents))
        return
    click.echo(sentence)
    click.echo(
        _(
            "%(batches)s batches, %(changes)s changes, %(accounts)s accounts",
            batches=contents.batches,
            changes=contents.changes,
            accounts=contents.accounts,
        )
    )


@main.command("check", epilog="Example: graphdir check")
@_store_option
@_json_option
@_reports_errors
def check_store(*, store_url: str | None, as_json: bool) -> None:
    """Look whether the store keeps its promises; 1 when it does not."""
    store = _store(store_url)
    with _progress(_("Checking"), quiet=as_json) as shown:
        checked = check(store, shown)
    if as_json:
        _print_json(asdict(checked))
    else:
        for fault in checked.faults:
            click.echo(fault)
        click.echo(
            _(
                "%(entries)s entries and %(batches)s batches checked, %(faults)s faults found.",
                entries=checked.entries,
                batches=checked.batches,
                faults=len(checked.faults),
            )
        )
    if checked.faults:
        sys.exit(1)


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
@_store_option
@_json_option
@_reports_errors
def add(  # noqa: PLR0913
    *, mail: str, name: str, role: str, organisations: tuple[str, ...], site: str, store_url: str | None, as_json: bool
) -> None:
    """Invite somebody and print the link by which they set their password."""
    address = _address_of(site)
    _make_where_none_is(store_url)
    directory, accounts = _accounts(store_url)
    ids = [directory.named(each).id for each in organisations]
    token = accounts.invite(mail, name=name, role=Role(role), organisations=ids)
    _tell_link(accounts.account(mail), "invitation", token, address, as_json=as_json)


@users.command("list", epilog="Example: graphdir users list")
@_store_option
@_json_option
@_reports_errors
def list_users(*, store_url: str | None, as_json: bool) -> None:
    """List who may sign in."""
    _directory, accounts = _accounts(store_url)
    records = [presenting.account_record(account) for account in accounts.all()]
    if as_json:
        _print_json({"accounts": records})
        return
    for record in records:
        click.echo("\t".join((record["mail"], record["role"], record["state"], ";".join(record["organisations"]))))


@users.command(epilog="Example: graphdir users role anna@example.org coordinator")
@_mail_argument
@click.argument("role", type=_ROLES)
@_speaks_for_option
@_store_option
@_json_option
@_reports_errors
def role(*, mail: str, role: str, organisations: tuple[str, ...], store_url: str | None, as_json: bool) -> None:
    """Change what somebody may do."""
    directory, accounts = _accounts(store_url)
    ids = [directory.named(each).id for each in organisations] if organisations else None
    _tell_account(accounts.set_role(mail, Role(role), ids), as_json=as_json)


@users.command(epilog="Example: graphdir users disable anna@example.org")
@_mail_argument
@click.option("--undo", is_flag=True, help="Let them in again.")
@_store_option
@_json_option
@_reports_errors
def disable(*, mail: str, undo: bool, store_url: str | None, as_json: bool) -> None:
    """Lock somebody out; their sessions end at once."""
    _directory, accounts = _accounts(store_url)
    _tell_account(accounts.set_disabled(mail, disabled=not undo), as_json=as_json)


@users.command(epilog="Example: graphdir users erase anna@example.org")
@_mail_argument
@_store_option
@_json_option
@_reports_errors
def erase(*, mail: str, store_url: str | None, as_json: bool) -> None:
    """Take an account out; nothing of it is kept."""
    _directory, accounts = _accounts(store_url)
    accounts.erase(mail)
    if as_json:
        _print_json({"erased": mail})
    else:
        click.echo(_("The account of %(mail)s is erased.", mail=mail))


@users.command(epilog="Example: graphdir users reset anna@example.org")
@_mail_argument
@_site_option
@_store_option
@_json_option
@_reports_errors
def reset(*, mail: str, site: str, store_url: str | None, as_json: bool) -> None:
    """Print a new link for somebody who has lost the first, or the password."""
    address = _address_of(site)
    _directory, accounts = _accounts(store_url)
    purpose, token = accounts.link(mail)
    _tell_link(accounts.account(mail), purpose, token, address, as_json=as_json)


def _make_where_none_is(store_url: str | None) -> None:
    """Make the store of a first account, and say so: its name may be mistyped."""
    url = store_url or _settings().store
    try:
        _store(store_url)
    except StoreUnavailableError:
        if not url.startswith("sqlite:"):
            raise
        _store(store_url, new=True)
        click.echo(_("There was no store yet; an empty one was made: %(store)s", store=url), err=True)


def _accounts(store_url: str | None) -> tuple[Directory, Accounts]:
    store = _store(store_url)
    return Directory(store), Accounts(store)


def _tell_account(account: Account, *, as_json: bool) -> None:
    record = presenting.account_record(account)
    if as_json:
        _print_json(record)
    else:
        click.echo(f"{record['mail']}\t{record['role']}\t{record['state']}")


def _address_of(site: str) -> str:
    """Return where links lead: to the site that is named, else to the one of the settings, else to this machine."""
    return checked_site(site) or _settings().site or "http://127.0.0.1:8000"


def _tell_link(account: Account, purpose: str, token: str, address: str, *, as_json: bool) -> None:
    link = f"{address}/password/{purpose}/{token}"
    if as_json:
        _print_json({**presenting.account_record(account), "link": link})
        return
    hours = LINK_SECONDS["invitation" if purpose == "invitation" else "reset"] // 3600
    click.echo(_("For %(mail)s, good once and for %(hours)s hours:", mail=account.mail, hours=hours))
    click.echo(link)


@main.command(epilog="Example: graphdir remind --dry-run")
@click.option("--dry-run", is_flag=True, help="Only say who would be asked.")
@click.option("--site", default="", help="Address of the site, for the links; else $GRAPHDIR_SITE.")
@_store_option
@_json_option
@_reports_errors
def remind(*, dry_run: bool, site: str, store_url: str | None, as_json: bool) -> None:
    """Ask members by mail whether entries older than a year are still right."""
    settings = _settings()
    address = checked_site(site) or settings.site
    mailer = settings.mailer
    if not dry_run and not (mailer and address):
        raise InvalidInputError(
            _("Set GRAPHDIR_SMTP, GRAPHDIR_MAIL_FROM and GRAPHDIR_SITE first; --dry-run says who would be asked.")
        )
    store = _store(store_url)
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
        _print_json(reminders_record(due, nobody, failed, sent=not dry_run))
    else:
        for line in reminder_lines(due, nobody, failed, sent=not dry_run):
            click.echo(line)
    if failed:
        sys.exit(PROBLEMS)


@main.group()
def persons() -> None:
    """What is held about somebody, its erasure, and contact points of persons that have expired."""


_who_argument = click.argument("who")


@persons.command(epilog='Example: graphdir persons file "Erika Beispiel"')
@_who_argument
@_store_option
@_json_option
@_reports_errors
def file(*, who: str, store_url: str | None, as_json: bool) -> None:
    """Tell all that is held about WHO: a name, a mail address or a telephone number; - reads it from the input."""
    directory, accounts = _accounts(store_url)
    found = file_about(directory.store, accounts, _who(who))
    if as_json:
        _print_json(person_files.file_record(found))
    else:
        click.echo("\n".join(person_files.file_lines(found, directory.taxonomy())))


@persons.command("erase", epilog='Example: graphdir persons erase "Erika Beispiel" --yes')
@_who_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--with-names", is_flag=True, help="Also where organisations, streets or projects are called so.")
@click.option("--with-accounts", is_flag=True, help="Also the account, and what it is known to have changed.")
@_store_option
@_json_option
@_reports_errors
def erase_who(  # noqa: PLR0913
    *, who: str, yes: bool, with_names: bool, with_accounts: bool, store_url: str | None, as_json: bool
) -> None:
    """Erase WHO from entries and history, as if they had never been there; it cannot be taken back."""
    directory, accounts = _accounts(store_url)
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
        if not _agreed(_("Erase all of it? It cannot be taken back.")):
            click.echo(_("Nothing was erased."), err=True)
            sys.exit(PROBLEMS)
    done = erase_person(
        directory.store, accounts, who, author="persons", with_names=with_names, with_accounts=with_accounts
    )
    if as_json:
        counts = {"changed": done.changed, "accounts": done.accounts, "elsewhere": done.elsewhere}
        _print_json({**counts, "left": person_files.file_record(done.left)})
        return
    click.echo(person_files.erased_text(done))
    if not done.left.is_empty:
        click.echo("\n".join(person_files.file_lines(done.left, directory.taxonomy())))
    click.echo(_("Backups written before still hold it."))


@persons.command(epilog="Example: graphdir persons expired --erase")
@click.option("--erase", is_flag=True, help="Erase what has expired, with its history.")
@_store_option
@_json_option
@_reports_errors
def expired(*, erase: bool, store_url: str | None, as_json: bool) -> None:
    """List persons' contact points that have expired, and those of which no expiry is known."""
    directory = _directory(store_url)
    found = expiries(directory.store, directory.today())
    gone = erase_expired(directory.store, directory.today(), author="persons") if erase else 0
    if as_json:
        _print_json({**person_files.expiries_record(found), "erased": gone})
        return
    taxonomy = directory.taxonomy()
    for heading, contacts in ((_("Expired"), found.expired), (_("No expiry known"), found.unknown)):
        click.echo(f"{heading}: {len(contacts)}")
        for held in contacts:
            click.echo(f"- {person_files.contact_text(held, taxonomy)} ({person_files.standing_text(held)})")
    if erase:
        click.echo(ngettext("%(number)s contact point erased.", "%(number)s contact points erased.", gone))


def _agreed(question: str) -> bool:
    """Ask on the terminal; yes is taken in either language, all else is no."""
    typed = click.prompt(question + " " + _("[y/N]"), default="", show_default=False)
    return typed.strip().casefold() in _YES


def _who(typed: str) -> str:
    """Return who is meant; by - it stands in no list of commands."""
    return sys.stdin.readline() if typed == "-" else typed


@main.group()
def neo4j() -> None:
    """Run a local Neo4j Community for trying out and testing."""


_home_option = click.option(
    "--home", type=click.Path(path_type=Path), help="Folder of this server; else in the user's data directory."
)


@neo4j.command(epilog="Example: graphdir neo4j start --port 7688")
@_home_option
@click.option("--port", default=neo4j_server.DEFAULT_PORT, show_default=True, help="Bolt port on 127.0.0.1.")
@click.option("--heap", default=neo4j_server.DEFAULT_HEAP, show_default=True, help="Memory for Java.")
@_json_option
@_reports_errors
def start(*, home: Path | None, port: int, heap: str, as_json: bool) -> None:
    """Start it, fetching Neo4j the first time (needs Java and Maven)."""
    _settings()
    server = neo4j_server.start(home or neo4j_server.default_home(), bolt_port=port, heap=heap)
    password = neo4j_server.password_file(server.home)
    if as_json:
        _print_json({"address": server.address, "pid": server.pid, "password_file": str(password)})
        return
    click.echo(_("Neo4j runs at %(address)s. For graphdir to use it:", address=server.address))
    click.echo(f'export GRAPHDIR_STORE="neo4j://neo4j:$(cat {shlex.quote(str(password))})@127.0.0.1:{port}/neo4j"')


@neo4j.command(epilog="Example: graphdir neo4j stop")
@_home_option
@_json_option
@_reports_errors
def stop(*, home: Path | None, as_json: bool) -> None:
    """Stop it; its data stays."""
    _settings()
    stopped = neo4j_server.stop(home or neo4j_server.default_home())
    if as_json:
        _print_json({"stopped": stopped})
    else:
        click.echo(_("Neo4j has stopped.") if stopped else _("No Neo4j of graphdir runs here."))


@neo4j.command(epilog="Example: graphdir neo4j status")
@_home_option
@_json_option
@_reports_errors
def status(*, home: Path | None, as_json: bool) -> None:
    """Tell whether it runs, and where its password and its log are."""
    _settings()
    found = neo4j_server.status(home or neo4j_server.default_home())
    if as_json:
        _print_json({name: str(value) if value is not None else None for name, value in asdict(found).items()})
        return
    click.echo(f"{found.state.value} {found.address or ''}".rstrip())
    if found.password_file.exists():
        click.echo(_("password: %(file)s", file=found.password_file))
        click.echo(_("log: %(file)s", file=found.log_file))
