"""Look at the network: search, profiles, ways, figures, map."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from graphdir import presenting
from graphdir.cli.base import (
    ProgressBar,
    directory_at,
    directory_to_read,
    json_option,
    main,
    print_json,
    reports_errors,
    settings_in_force,
    store_option,
)
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import ngettext
from graphdir.reporting.report import report_lines, report_record
from graphdir.store import Search
from graphdir.typed import kilometres_typed

_USUAL_RADIUS_KM: Final = 10.0


@main.command(epilog="Example: graphdir search Gewaltprävention --town Havelberg")
@click.argument("words", nargs=-1)
@click.option("--kind", default="", help="Kind of organisation, id or label.")
@click.option("--topic", default="", help="Topic, id or label.")
@click.option("--town", default="", help="Town or municipality.")
@click.option("--school-type", default="", help="School type, id or label.")
@click.option("--target-group", default="", help="Target group, id or label.")
@click.option("--near", default="", metavar="ID", help="Around this organisation.")
@click.option("--radius-km", "radius", default="", metavar="KM", help="How far around; 10 where --near alone is given.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Most rows to print.")
@store_option
@json_option
@reports_errors
def search(  # noqa: PLR0913
    *,
    words: Sequence[str],
    kind: str,
    topic: str,
    town: str,
    school_type: str,
    target_group: str,
    near: str,
    radius: str,
    limit: int,
    store_url: str | None,
    as_json: bool,
) -> None:
    """Find organisations by words in name, town and topics."""
    if radius and not near:
        raise InvalidInputError(_("Say around whom: --near ID beside --radius-km."))
    directory = directory_at(store_url)
    question = Search(
        text=" ".join(words),
        kind=kind,
        topic=topic,
        town=town,
        school_type=school_type,
        target_group=target_group,
        near=directory.near(near, kilometres_typed(radius) if radius else _USUAL_RADIUS_KM) if near else None,
        size=limit,
    )
    page = directory.search(question)
    if as_json:
        print_json(presenting.search_record(page, directory.facets(question), directory.taxonomy()))
        return
    left_out = _(" (the first %(limit)s)", limit=limit) if page.total > limit else ""
    click.echo(ngettext("%(number)s organisation", "%(number)s organisations", page.total) + left_out)
    taxonomy = directory.taxonomy()
    for found in page.organisations:
        click.echo(f"{found.id}\t{found.name}\t{presenting.kind_label(found, taxonomy)}\t{found.town}")


@main.command(epilog="Example: graphdir show ST-642")
@click.argument("id_or_name")
@store_option
@json_option
@reports_errors
def show(*, id_or_name: str, store_url: str | None, as_json: bool) -> None:
    """Show one organisation with its relations, projects and public contacts."""
    directory = directory_at(store_url)
    profile = directory.profile(directory.named(id_or_name).id)
    if as_json:
        print_json(presenting.profile_record(profile, directory.taxonomy()))
    else:
        click.echo("\n".join(presenting.profile_lines(profile, directory.taxonomy())))


@main.command(epilog="Example: graphdir path ST-642 drk-kreisverband-oestliche-altmark-e-v-stendal")
@click.argument("one")
@click.argument("other")
@store_option
@json_option
@reports_errors
def path(*, one: str, other: str, store_url: str | None, as_json: bool) -> None:
    """Tell how ONE and OTHER (ids or names) know each other."""
    directory = directory_at(store_url)
    first, last = directory.named(one), directory.named(other)
    connection = directory.connection(first.id, last.id)
    if as_json:
        print_json(presenting.connection_record(connection, directory.taxonomy(), directory.today()))
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


@main.command(epilog="Example: graphdir report --rows 3")
@click.option("--rows", default=5, show_default=True, type=click.IntRange(0, 1000), help="Most lines of each table.")
@store_option
@json_option
@reports_errors
def report(*, rows: int, store_url: str | None, as_json: bool) -> None:
    """Tell the network in figures, each with what it means for the work; --json has all lines."""
    directory = directory_to_read(store_url)
    with ProgressBar(_("Computing"), quiet=as_json) as progress:
        found = directory.report(progress)
    if as_json:
        print_json(report_record(found))
    else:
        click.echo("\n".join(report_lines(found, rows)))


@main.command("map", epilog="Example: graphdir map network.html")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--land", is_flag=True, help="Arrange by place, on the land map.")
@store_option
@json_option
@reports_errors
def write_map(*, file: Path, land: bool, store_url: str | None, as_json: bool) -> None:
    """Write the network map as FILE: .html opens anywhere, .pdf is a poster; .svg, .png, .gexf, .graphml too."""
    from webapp.map_files import write_map_file  # noqa: PLC0415  Flask is not needed by other commands
    from webapp.maps import shown_counts  # noqa: PLC0415

    settings = settings_in_force()
    network = write_map_file(directory_to_read(store_url), settings, file, geography=land)
    if as_json:
        print_json({"file": str(file), "organisations": network.organisations, "ties": network.ties})
    else:
        click.echo(_("%(file)s shows: %(counts)s.", file=file, counts=shown_counts(network)))
