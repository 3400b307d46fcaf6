"""What all commands share: where the store is, how errors end, what is printed."""

import gettext
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from graphdir.accounts import Accounts
from graphdir.bootstrap import Settings, open_store
from graphdir.directory import Directory
from graphdir.errors import GraphdirError, ImportInterruptedError, StoreError, TracesLeftError
from graphdir.exporting.replacing import replaced
from graphdir.full_store import FullStore
from graphdir.i18n import LOCALE, use_language
from graphdir.i18n import gettext as _
from graphdir.store import Progress, no_progress

PROBLEMS: Final = 1
WRONG_USE: Final = 2
NO_STORE: Final = 3
_OF_CLICK: Final = "click"
MOST_SHOWN: Final = 20
"""So many problems, changes and duplicates are printed for people."""
_YES: Final = frozenset({"y", "yes", "j", "ja"})

Command = TypeVar("Command", bound=Callable[..., Any])


class _Failure(click.ClickException):
    """A sentence and the exit code that goes with it."""

    def __init__(self, error: GraphdirError) -> None:
        super().__init__(str(error))
        done = isinstance(error, TracesLeftError)
        self.exit_code = PROBLEMS if done else NO_STORE if isinstance(error, StoreError) else WRONG_USE  # type: ignore[misc]

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        click.echo(self.message, err=True)


def store_option(command: Command) -> Command:
    """Let a command take the store that is meant."""
    return click.option(
        "--store",
        "store_url",
        metavar="URL",
        help="sqlite:///PATH or neo4j://USER:PASSWORD@HOST:7687/neo4j; else $GRAPHDIR_STORE.",
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def reports_errors(command: Command) -> Command:
    """Turn what a user can cause into a sentence, in the language that is set, and an exit code."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            settings_in_force()
            return command(*args, **kwargs)
        except GraphdirError as error:
            raise _Failure(error) from error

    return cast("Command", wrapped)


def settings_in_force() -> Settings:
    """Read the settings, and speak their language."""
    settings = Settings.from_env()
    use_language(settings.language)
    _let_click_speak(settings.language)
    return settings


def _let_click_speak(code: str) -> None:
    """Have what click says of wrong use in this language; it asks the standard library for the domain in force."""
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain(_OF_CLICK, str(LOCALE))
    gettext.textdomain(_OF_CLICK)


def store_at(store_url: str | None, *, new: bool = False) -> FullStore:
    """Open the store that is meant; a ``new`` one may be made."""
    return open_store(store_url or settings_in_force().store, must_exist=not new)


def directory_at(store_url: str | None, *, new: bool = False) -> Directory:
    """Open the directory of the store that is meant; a ``new`` store may be made."""
    return Directory(store_at(store_url, new=new))


def accounts_at(store_url: str | None) -> tuple[Directory, Accounts]:
    """Open the store that is meant, with its accounts."""
    store = store_at(store_url)
    return Directory(store), Accounts(store)


def directory_to_read(store_url: str | None) -> Directory:
    """Open a store of which a whole is told; where a large import is not finished, say so."""
    directory = directory_at(store_url)
    if unfinished := directory.store.interrupted():
        click.echo(ImportInterruptedError(unfinished.id), err=True)
    return directory


class _Commands(click.Group):
    """All commands; which one is meant is asked in the language that is set."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        with suppress(GraphdirError):  # The command says what is wrong with the settings.
            settings_in_force()
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="graphdir")
def main() -> None:
    """The directory of a cooperation network: who works with whom, and on what.

    Messages are German; GRAPHDIR_LANGUAGE=en makes them English.
    """


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all; nobody else may read a ``private`` one.

    Raises:
        InvalidInputError: it cannot be written.
    """
    with replaced(path, private=private) as part:
        part.write_bytes(content)


class ProgressBar:
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


def print_json(value: Mapping[str, Any]) -> None:
    """Print a record for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def agreed(question: str) -> bool:
    """Ask on the terminal; yes is taken in either language, all else is no."""
    typed = click.prompt(question + " " + _("[y/N]"), default="", show_default=False)
    return typed.strip().casefold() in _YES
