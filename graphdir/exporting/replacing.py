"""Files that are there as a whole or not at all."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from graphdir.errors import InvalidInputError, reason_of
from graphdir.i18n import gettext as _


@contextmanager
def told_where_refused(path: Path) -> Generator[None]:
    """Turn what the system says against writing ``path`` into a sentence.

    Raises:
        InvalidInputError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise InvalidInputError(
            _("“%(path)s” cannot be written: %(reason)s.", path=path, reason=reason_of(error))
        ) from error


@contextmanager
def replaced(path: Path, *, private: bool = False) -> Generator[Path]:
    """Yield a new file beside ``path`` to write into, which takes its place at the end; where that fails, nothing does.

    A ``private`` one can be read by its owner alone. What is no file, such as a pipe, is yielded itself.

    Raises:
        InvalidInputError: no file can be made there.
    """
    with told_where_refused(path), _put_in_place(path, private=private) as part:
        yield part


@contextmanager
def _put_in_place(path: Path, *, private: bool) -> Generator[Path]:
    if path.exists() and not path.is_file():
        yield path
        return
    path = path.resolve()
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        # One that was left behind may be for everybody to read.
        part.unlink(missing_ok=True)
        part.touch(mode=0o600 if private else 0o666, exist_ok=False)
        if path.exists():
            part.chmod(path.stat().st_mode & (0o600 if private else 0o777))
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
