"""Change sets and duplicates: see, undo, finish, merge."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from graphdir import presenting
from graphdir.cli.base import (
    ProgressBar,
    directory_at,
    json_option,
    main,
    print_json,
    reports_errors,
    store_at,
    store_option,
)
from graphdir.duplicates.likeness import Likeness
from graphdir.duplicates.pairs import Pair, compared, quality
from graphdir.duplicates.search import Found
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.importing.pairs import read_pairs
from graphdir.merging import keep_apart, merge, plan_merge
from graphdir.undoing import undone_among


@main.command(epilog="Example: graphdir changes --limit 5")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Most change sets to print.")
@store_option
@json_option
@reports_errors
def changes(*, limit: int, store_url: str | None, as_json: bool) -> None:
    """List what was imported, edited and taken back, the latest first."""
    found = store_at(store_url).batches(limit)
    undone = undone_among(found)
    if as_json:
        print_json({"changes": [{**asdict(batch), "undone": batch.id in undone} for batch in found]})
        return
    if not found:
        click.echo(_("Nothing was changed so far."))
    for batch in found:
        click.echo(presenting.batch_line(batch, undone=batch.id in undone))


@main.command(epilog="Example: graphdir undo 3")
@click.argument("batch")
@store_option
@json_option
@reports_errors
def undo(*, batch: str, store_url: str | None, as_json: bool) -> None:
    """Take the change set BATCH back: an import, an edit, a merger."""
    directory = directory_at(store_url)
    interrupted = directory.store.interrupted()
    with ProgressBar(_("Writing"), quiet=as_json) as progress:
        done = directory.undo(batch, author="undo", progress=progress)
    if as_json:
        print_json({"undone": batch, "batch": done.id if done else None})
    elif done is None and interrupted is None:
        click.echo(
            _("Change set %(batch)s holds nothing that could be taken back, or was taken back already.", batch=batch)
        )
    else:
        click.echo(_("Change set %(batch)s was taken back.", batch=batch))


@main.command(epilog="Example: graphdir resume 3")
@click.argument("batch")
@store_option
@json_option
@reports_errors
def resume(*, batch: str, store_url: str | None, as_json: bool) -> None:
    """Finish the interrupted import BATCH."""
    directory = directory_at(store_url)
    with ProgressBar(_("Writing"), quiet=as_json) as progress:
        done = directory.resume(batch, progress)
    if as_json:
        print_json({"batch": done.id})
    else:
        click.echo(_("Change set %(batch)s is finished.", batch=batch))


@main.command(epilog="Example: graphdir duplicates --limit 20")
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Compare the pairs of this CSV file instead (a_name, a_town, … b_name, …, same).",
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Most pairs to print.")
@store_option
@json_option
@reports_errors
def duplicates(*, pairs: Path | None, limit: int, store_url: str | None, as_json: bool) -> None:
    """List entries that may be one organisation and are not decided yet, the likeliest first, with reasons."""
    if pairs:
        _tell_pairs(compared(read_pairs(pairs)), limit, as_json=as_json)
        return
    directory = directory_at(store_url)
    with ProgressBar(_("Comparing"), quiet=as_json) as progress:
        found = directory.possible_duplicates(progress)
    if as_json:
        print_json({"total": len(found), "pairs": [_pair_as_json(pair) for pair in found[:limit]]})
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
@store_option
@json_option
@reports_errors
def merge_(  # noqa: PLR0913  one argument an option
    *, keep: str, gone: str, different: bool, dry_run: bool, store_url: str | None, as_json: bool
) -> None:
    """Make the entry GONE a part of the entry KEEP; `graphdir undo` takes it back."""
    directory = directory_at(store_url)
    store, taxonomy = directory.store, directory.taxonomy()
    if different:
        keep_apart(store, keep, gone, author="merge", dry_run=dry_run)
        if as_json:
            print_json({"different": [keep, gone], "noted": not dry_run})
        else:
            click.echo(_("Dry run: nothing was noted.") if dry_run else _("It is noted: these are two organisations."))
        return
    merger, batch = (plan_merge(store, keep, gone), None) if dry_run else merge(store, keep, gone, author="merge")
    if as_json:
        print_json(
            {
                "kept": keep,
                "gone": gone,
                "batch": batch.id if batch else None,
                "joined": merger.joined,
                "conflicts": [{"field": name, "kept": mine, "left": theirs} for name, mine, theirs in merger.conflicts],
                "dropped": [asdict(relation) for relation in merger.dropped],
                "circles": [asdict(relation) for relation in merger.circles],
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
    for relation in merger.circles:
        kind = presenting.relation_label(relation.kind, taxonomy)
        click.echo(_("Leads in a circle now: %(kind)s (%(key)s)", kind=kind, key=relation.key))
    if batch:
        click.echo(_("Merged as change set %(batch)s.", batch=batch.id))
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
        print_json({"figures": figures, "pairs": verdicts})
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
