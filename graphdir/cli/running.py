"""Run the site and keep its store."""

import shlex
import sys
from dataclasses import asdict
from pathlib import Path

import click

from graphdir import neo4j_server
from graphdir.backup import Contents, back_up, prove, restore
from graphdir.bootstrap import Settings, seed_networks
from graphdir.checking import check
from graphdir.cli.base import (
    ProgressBar,
    directory_at,
    json_option,
    main,
    print_json,
    reports_errors,
    settings_in_force,
    store_at,
    store_option,
)
from graphdir.directory import Directory
from graphdir.i18n import gettext as _


@main.command(epilog="Example: graphdir demo --network stendal --port 8001")
@click.option("--network", default="stendal", show_default=True, help="A network of seeds/.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-serve", is_flag=True, help="Import only.")
@store_option
@json_option
@reports_errors
def demo(  # noqa: PLR0913  one argument an option
    *, network: str, host: str, port: int, no_serve: bool, store_url: str | None, as_json: bool
) -> None:
    """Import a sample network where the store is empty, then serve it."""
    settings = settings_in_force()
    networks = seed_networks()
    if network not in networks:
        raise click.BadParameter(_("There are these networks: %(names)s.", names=", ".join(networks)))
    directory = directory_at(store_url, new=True)
    if not directory.store.figures().organisations:
        plan = directory.plan_import([networks[network]], author="demo")
        directory.apply(plan.changes)
    figures = directory.store.figures()
    if as_json:
        print_json(asdict(figures))
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
        _serve(directory, settings, host, port, quiet=as_json)


@main.command(epilog="Example: graphdir serve --port 8001")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@store_option
@json_option
@reports_errors
def serve(*, host: str, port: int, store_url: str | None, as_json: bool) -> None:
    """Serve the directory to browsers."""
    settings = settings_in_force()
    directory = directory_at(store_url, new=True)
    if as_json:
        print_json({"url": f"http://{host}:{port}"})
    _serve(directory, settings, host, port, quiet=as_json)


def _serve(directory: Directory, settings: Settings, host: str, port: int, *, quiet: bool) -> None:
    from webapp.server import serve as serve_app  # noqa: PLC0415  Flask is not needed by other commands

    def tell(url: str) -> None:
        if not quiet:
            click.echo(_("Open %(url)s  (stop: Ctrl+C)", url=url))

    serve_app(directory, settings, host, port, tell)


@main.command(epilog="Example: graphdir backup network.backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@store_option
@json_option
@reports_errors
def backup(*, file: Path, store_url: str | None, as_json: bool) -> None:
    """Write the whole store with its history and accounts into FILE, and prove that it leads back."""
    store = store_at(store_url)
    with ProgressBar(_("Writing"), quiet=as_json) as shown:
        contents = back_up(store, file, shown)
    _tell_backup(_("Written and proven: %(file)s", file=file), contents, as_json=as_json)


@main.command("restore", epilog="Example: graphdir restore network.backup --store sqlite:///new.db")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@store_option
@json_option
@reports_errors
def restore_backup(*, file: Path, store_url: str | None, as_json: bool) -> None:
    """Bring an empty store to where the backup FILE leaves off."""
    with ProgressBar(_("Checking"), quiet=as_json):
        # Before the store is made: a damaged file shall not leave an empty one behind.
        proven = prove(file)
    store = store_at(store_url, new=True)
    with ProgressBar(_("Writing"), quiet=as_json) as shown:
        contents = restore(store, file, shown, proven=proven)
    _tell_backup(_("Restored: %(file)s", file=file), contents, as_json=as_json)


def _tell_backup(sentence: str, contents: Contents, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(contents))
        return
    click.echo(sentence)
    click.echo(
        _(
            "%(batches)s change sets, %(changes)s changes, %(accounts)s accounts",
            batches=contents.batches,
            changes=contents.changes,
            accounts=contents.accounts,
        )
    )


@main.command("check", epilog="Example: graphdir check")
@store_option
@json_option
@reports_errors
def check_store(*, store_url: str | None, as_json: bool) -> None:
    """Look whether the store keeps its promises; 1 when it does not."""
    store = store_at(store_url)
    with ProgressBar(_("Checking"), quiet=as_json) as shown:
        checked = check(store, shown)
    if as_json:
        print_json(asdict(checked))
    else:
        for fault in checked.faults:
            click.echo(fault)
        click.echo(
            _(
                "%(entries)s entries and %(batches)s change sets checked, %(faults)s faults found.",
                entries=checked.entries,
                batches=checked.batches,
                faults=len(checked.faults),
            )
        )
    if checked.faults:
        sys.exit(1)


@main.group()
def neo4j() -> None:
    """Run a local Neo4j Community for trying out and testing."""


_home_option = click.option(
    "--home", type=click.Path(path_type=Path), help="Folder of this server; else in the user's data directory."
)


@neo4j.command(epilog="Example: graphdir neo4j start --port 7688")
@_home_option
@click.option(
    "--port",
    default=neo4j_server.DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Bolt port on 127.0.0.1.",
)
@click.option("--heap", default=neo4j_server.DEFAULT_HEAP, show_default=True, help="Memory for Java.")
@json_option
@reports_errors
def start(*, home: Path | None, port: int, heap: str, as_json: bool) -> None:
    """Start it, fetching Neo4j the first time (needs Java and Maven)."""
    settings_in_force()
    server = neo4j_server.start(home or neo4j_server.default_home(), bolt_port=port, heap=heap)
    password = neo4j_server.password_file(server.home)
    if as_json:
        print_json({"address": server.address, "pid": server.pid, "password_file": str(password)})
        return
    click.echo(_("Neo4j runs at %(address)s. For graphdir to use it:", address=server.address))
    click.echo(f'export GRAPHDIR_STORE="neo4j://neo4j:$(cat {shlex.quote(str(password))})@127.0.0.1:{port}/neo4j"')


@neo4j.command(epilog="Example: graphdir neo4j stop")
@_home_option
@json_option
@reports_errors
def stop(*, home: Path | None, as_json: bool) -> None:
    """Stop it; its data stays."""
    settings_in_force()
    stopped = neo4j_server.stop(home or neo4j_server.default_home())
    if as_json:
        print_json({"stopped": stopped})
    else:
        click.echo(_("Neo4j has stopped.") if stopped else _("No Neo4j of graphdir runs here."))


def _state_said(found: neo4j_server.Status) -> str:
    if found.state is neo4j_server.State.STOPPED:
        return _("No Neo4j of graphdir runs here.")
    if found.state is neo4j_server.State.STARTING:
        return _("Neo4j is starting at %(address)s.", address=found.address)
    return _("Neo4j runs at %(address)s.", address=found.address)


@neo4j.command(epilog="Example: graphdir neo4j status")
@_home_option
@json_option
@reports_errors
def status(*, home: Path | None, as_json: bool) -> None:
    """Tell whether it runs, and where its password and its log are."""
    settings_in_force()
    found = neo4j_server.status(home or neo4j_server.default_home())
    if as_json:
        print_json({name: str(value) if value is not None else None for name, value in asdict(found).items()})
        return
    click.echo(_state_said(found))
    if found.password_file.exists():
        click.echo(_("password: %(file)s", file=found.password_file))
        click.echo(_("log: %(file)s", file=found.log_file))
