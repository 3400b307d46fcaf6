"""When a store cannot do its work: one clear sentence within five seconds, nothing half done."""

import hashlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Timer

import pytest
from neo4j import Transaction
from neo4j.exceptions import Neo4jError

from graphdir import neo4j_server
from graphdir.bootstrap import open_store
from graphdir.errors import InvalidInputError, StoreUnavailableError
from graphdir.i18n import in_language
from graphdir.store import ChangeSet, GraphStore, Progress, Search
from graphdir.stores import neo4j, sqlite_file
from graphdir.stores.neo4j import Neo4jStore
from graphdir.stores.sqlite import SqliteStore
from graphdir.stores.sqlite_file import SCHEMA_VERSION
from tests.builders import added, contact, school, tie
from tests.servers import driver_of, frozen, neo4j_store, wipe

PATIENCE = 5.0
CALLS: dict[str, Callable[[GraphStore], object]] = {
    "search": lambda store: store.search(Search(text="grund")),
    "organisations": lambda store: store.organisations(["a"]),
    "columns": lambda store: store.columns(),
    "entries": lambda store: list(store.entries("relation")),
    "revision": lambda store: store.revision(),
    "apply": lambda store: store.apply(added(school("new"))),
    "resume": lambda store: store.resume("1"),
}


class Clock:
    """Counts the seconds since the store could not be reached: from the start, or from when it was killed."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def start(self) -> None:
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@contextmanager
def one_sentence(match: str) -> Generator[Clock]:
    """Demand a refusal for people: in time, one sentence or two, no secret, no innards."""
    clock = Clock()
    with pytest.raises(StoreUnavailableError, match=match) as refusal:
        yield clock
    assert clock.seconds < PATIENCE
    said = str(refusal.value)
    assert said.endswith((".", "…"))
    assert "\n" not in said
    assert "t0p-secret" not in said
    assert not any(word in said for word in ("Traceback", "neo4j.exceptions", "sqlite3.", "Error(", "{"))


# --- Neo4j ----------------------------------------------------------------------


def killing(server: neo4j_server.Server, clock: Clock, when: Callable[[int, int], bool]) -> Progress:
    """Return a progress that kills the server at a moment of the work, from which on it has to be refused in time."""

    def tell(done: int, total: int) -> None:
        if when(done, total):
            os.kill(server.pid, signal.SIGKILL)
            clock.start()

    return tell


@pytest.fixture
def server(own_neo4j: neo4j_server.Server) -> neo4j_server.Server:
    """Return a server of one's own, running and empty."""
    running = start(own_neo4j)
    wipe(running.url)
    return running


@pytest.fixture
def store(server: neo4j_server.Server) -> Generator[Neo4jStore]:
    """Yield a store with one school."""
    with closing(neo4j_store(server.url, largest=50, step=20, patience_ms=0)) as store:
        store.apply(added(school("a")))
        yield store


def start(server: neo4j_server.Server) -> neo4j_server.Server:
    return neo4j_server.start(server.home, bolt_port=server.bolt_port, heap="512m")


def restart(server: neo4j_server.Server) -> None:
    """Start a server again that was killed a moment ago and may not be gone yet."""
    neo4j_server.kill(server.home)
    start(server)


def large() -> ChangeSet:
    return added(*(school(f"s{number}") for number in range(200)), *(tie("s0", f"s{n}") for n in range(1, 100)))


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("neo4j://neo4j:t0p-secret@127.0.0.1:1", "does not answer"),
        ("neo4j://neo4j:t0p-secret@nowhere.invalid:7687", "does not answer"),
        ("bolt://neo4j:t0p-secret@127.0.0.1:1", "does not answer"),
    ],
)
def test_an_address_where_nobody_is(url: str, says: str) -> None:
    with one_sentence(says):
        neo4j_store(url)


@pytest.mark.neo4j
def test_a_wrong_password_is_told_without_saying_it(server: neo4j_server.Server) -> None:
    wrong = server.url.replace(server.password, "t0p-secret")

    with one_sentence("refuses the user “neo4j” or the password"):
        neo4j_store(wrong)


@pytest.mark.neo4j
def test_a_database_that_is_not_there(server: neo4j_server.Server) -> None:
    with one_sentence("has no database “other”"):
        Neo4jStore.connect(server.address, user="neo4j", password=server.password, database="other")


@pytest.mark.neo4j
def test_a_store_of_a_newer_graphdir_is_left_alone(server: neo4j_server.Server, store: Neo4jStore) -> None:
    store._write(lambda run: run("MATCH (s:Store) SET s.schema = 99"))

    with one_sentence("newer graphdir"):
        neo4j_store(server.url)


@pytest.mark.neo4j
@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_is_frozen(server: neo4j_server.Server, store: Neo4jStore, call: str) -> None:
    with frozen(server), one_sentence("does not answer"):
        CALLS[call](store)

    assert store.organisations(["a"])


@pytest.mark.neo4j
def test_a_frozen_server_at_the_start(server: neo4j_server.Server) -> None:
    with frozen(server), one_sentence("does not answer"):
        neo4j_store(server.url)


@pytest.mark.neo4j
def test_a_server_that_freezes_in_the_midst_of_an_answer(server: neo4j_server.Server, store: Neo4jStore) -> None:
    forever = "UNWIND range(1, 100000000) AS x UNWIND range(1, 10000) AS y RETURN sum(x * y) AS sum"
    for ask in (store._read, store._write):
        Timer(0.2, os.kill, (server.pid, signal.SIGSTOP)).start()
        try:
            with one_sentence("does not answer"):
                ask(lambda run: run(forever))
        finally:
            os.kill(server.pid, signal.SIGCONT)
        assert store.organisations(["a"])


@pytest.mark.neo4j
def test_many_wait_for_a_dead_server_no_longer_than_one(server: neo4j_server.Server, store: Neo4jStore) -> None:
    def ask(_number: int) -> float:
        began = time.monotonic()
        with pytest.raises(StoreUnavailableError):
            store.revision()
        return time.monotonic() - began

    with frozen(server), ThreadPoolExecutor(8) as pool:
        assert max(pool.map(ask, range(8))) < PATIENCE


@pytest.mark.neo4j
def test_a_server_that_dies_in_a_small_change_changes_nothing(server: neo4j_server.Server, store: Neo4jStore) -> None:
    before = list(store.entries("organisation"))
    few = added(*(school(f"s{number}") for number in range(40)))

    with one_sentence("does not answer") as clock:
        store.apply(few, killing(server, clock, lambda done, total: 0 < done < total))

    restart(server)
    assert list(store.entries("organisation")) == before
    assert store.interrupted() is None
    assert store.apply(few)


@pytest.mark.neo4j
def test_a_lock_that_is_never_given_up_is_not_waited_for_without_end(
    server: neo4j_server.Server, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j, "_MOST_SECONDS", 2.0)

    with driver_of(server.url) as driver, driver.session() as session, session.begin_transaction() as holder:
        holder.run("MATCH (s:Store) SET s.held = true").consume()
        with one_sentence("was not done with this after 2 seconds and gave up"):
            store.apply(added(school("b")))
        holder.rollback()

    assert store.apply(added(school("b")))


@pytest.mark.neo4j
def test_a_failed_transaction_leaves_its_connection_to_whoever_has_it_next(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, next_ones = store._driver._pool, list[Transaction]()
    give_back = pool.release

    with store._driver.session() as session:

        def release(*connections: object) -> None:
            give_back(*connections)
            if not next_ones:
                next_ones.append(session.begin_transaction())

        monkeypatch.setattr(pool, "release", release)
        with pytest.raises(StoreUnavailableError, match="by zero"):
            store._read(lambda run: run("RETURN 1 / 0 AS nothing"))

        (next_one,) = next_ones
        assert next_one.run("RETURN 1 AS one").single(strict=True)["one"] == 1
        next_one.commit()


@pytest.mark.neo4j
def test_deadlocks_are_waited_out_longer_than_other_faults(store: Neo4jStore) -> None:
    began = time.monotonic()

    def stand_in_the_way(_done: int, _total: int) -> None:
        if time.monotonic() - began < 2.5:
            raise Neo4jError._hydrate_neo4j(code="Neo.TransientError.Transaction.DeadlockDetected")

    assert store.apply(added(school("b")), stand_in_the_way)
    assert store.organisations(["b"])


@pytest.mark.neo4j
def test_a_server_that_dies_in_a_large_import(server: neo4j_server.Server, store: Neo4jStore) -> None:
    with one_sentence("does not answer") as clock:
        store.apply(large(), killing(server, clock, lambda done, total: total // 2 < done < total))

    restart(server)
    interrupted = store.interrupted()
    assert interrupted
    assert 0 < store.figures().organisations < 201
    store.resume(interrupted.id)
    assert store.interrupted() is None
    assert store.figures().organisations == 201
    assert store.figures().relations == 99
    assert store.apply(large()) is None


@pytest.mark.neo4j
def test_a_server_that_dies_while_history_is_written_and_stays_away(
    server: neo4j_server.Server, store: Neo4jStore
) -> None:
    before = list(store.entries("organisation"))

    with one_sentence("does not answer") as clock:
        store.apply(large(), killing(server, clock, lambda done, total: 0 < done < total // 3))
    with one_sentence("does not answer"):
        neo4j_store(server.url)
    for call in CALLS.values():
        with one_sentence("does not answer"):
            call(store)

    restart(server)
    assert store.interrupted() is None
    assert list(store.entries("organisation")) == before
    assert store.apply(large())
    assert store._read(lambda run: run("MATCH (c:Change) RETURN count(c) AS n"))[0]["n"] == 1 + 299


@pytest.mark.parametrize("place", ["h:70000", "h:x/neo4j", "[::1"])
def test_an_address_that_makes_no_sense(place: str) -> None:
    with pytest.raises(InvalidInputError, match="no store URL") as refusal:
        open_store(f"neo4j://u:t0p-secret@{place}")

    assert "t0p-secret" not in str(refusal.value)


def test_the_driver_prints_nothing_of_its_own() -> None:
    """A command tells one sentence; what the driver logs about its attempts stays out of it."""
    script = """
from graphdir.bootstrap import open_store
from graphdir.errors import StoreUnavailableError
try:
    open_store("neo4j://u:t0p-secret@127.0.0.1:1/neo4j")
except StoreUnavailableError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
    assert "t0p-secret" not in done.stdout


# --- SQLite ---------------------------------------------------------------------

HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


def contents(folder: Path) -> dict[str, str]:
    """Return the digests of all files; SQLite's shared memory is no content."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        if file.is_file() and not file.name.endswith("-shm")
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a store with one school, closed."""
    path = tmp_path / "store" / "network.db"
    with closing(SqliteStore(path)) as store:
        store.apply(added(school("a")))
    return path


@contextmanager
def held(file: Path, statement: str) -> Generator[None]:
    """Let another process hold a lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file), statement], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.kill()


def test_a_file_that_another_program_writes_to(file: Path) -> None:
    with closing(SqliteStore(file)) as store:
        with held(file, "BEGIN IMMEDIATE"):
            before = contents(file.parent)
            assert store.organisations(["a"])  # readers are not in the way
            with one_sentence("locked by another program"):
                store.apply(added(school("new")))
            assert contents(file.parent) == before
        assert store.apply(added(school("new")))


def test_a_file_that_another_program_has_for_itself(file: Path) -> None:
    with held(file, "PRAGMA journal_mode = DELETE"):
        pass
    with held(file, "BEGIN EXCLUSIVE"):
        before = contents(file.parent)
        with one_sentence("locked by another program"), closing(SqliteStore(file)) as store:
            store.columns()
        assert contents(file.parent) == before
    with closing(SqliteStore(file)) as store:
        assert store.organisations(["a"])


AS_NOBODY = """
import os, sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
from graphdir.checking import check
from graphdir.errors import StoreUnavailableError
from graphdir.stores.sqlite import SqliteStore
from tests.builders import added, school
with TemporaryDirectory() as folder:  # imports all that is to be imported
    SqliteStore(Path(folder, "warm.db")).apply(added(school("a")))
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
began = time.monotonic()
try:
    store = SqliteStore(Path(sys.argv[1]))
    if sys.argv[2] == "read":
        assert len(store.secret()) == 32
        print(*store.organisations(["a", "b"]), check(store))
    else:
        store.apply(added(school("new")))
except StoreUnavailableError as error:
    print(error)
assert time.monotonic() - began < 5
"""


def as_nobody(file: Path, does: str = "write") -> str:
    """Return what somebody without rights is told who tries to write, or to read."""
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(file), does],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def reachable(file: Path) -> Path:
    """Return the store's file in folders that anybody may enter."""
    for folder in file.parents:
        if folder.owner() == Path.home().owner() and folder != folder.parent and "pytest" in str(folder):
            folder.chmod(folder.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH | stat.S_IRGRP | stat.S_IROTH)
    return file


@pytest.mark.parametrize(
    ("file_mode", "folder_mode"), [(0o444, 0o555), (0o444, 0o777), (0o644, 0o555), (0o400, 0o777), (0o000, 0o777)]
)
def test_a_file_or_folder_that_may_not_be_written(reachable: Path, file_mode: int, folder_mode: int) -> None:
    before = contents(reachable.parent)
    reachable.chmod(file_mode)
    reachable.parent.chmod(folder_mode)
    try:
        said = as_nobody(reachable)
    finally:
        reachable.parent.chmod(0o755)
        reachable.chmod(0o644)

    assert said.startswith("The store “")
    assert "may be read but not written" in said or "cannot be opened" in said
    assert len(said.splitlines()) == 1
    assert contents(reachable.parent)[reachable.name] == before[reachable.name]


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o555), (0o444, 0o777), (0o644, 0o555)])
def test_what_may_only_be_read_is_read(reachable: Path, file_mode: int, folder_mode: int) -> None:
    before = contents(reachable.parent)
    reachable.chmod(file_mode)
    reachable.parent.chmod(folder_mode)
    try:
        assert as_nobody(reachable, "read").split()[0] == "a"
    finally:
        reachable.parent.chmod(0o755)
        reachable.chmod(0o644)
    assert contents(reachable.parent) == before


def test_a_new_file_where_none_may_be_made(reachable: Path) -> None:
    reachable.parent.chmod(0o555)
    try:
        assert "cannot be opened" in as_nobody(reachable.parent / "new.db")
        assert "cannot be opened" in as_nobody(reachable.parent / "folder" / "new.db")
    finally:
        reachable.parent.chmod(0o755)
    assert "cannot be opened" in as_nobody(reachable / "under-a-file.db")


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    with one_sentence("cannot be opened"):
        SqliteStore(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"id;name\n1;Grundschule\n" * 100, b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 5000, b"x"],
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "network.db"
    file.write_bytes(content)

    with one_sentence("damaged or no SQLite file|not a graphdir store|cannot be used"):
        SqliteStore(file)

    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_damaged_file(file: Path) -> None:
    with closing(SqliteStore(file)) as store:
        store.apply(added(*(school(f"s{number}", "x" * 500) for number in range(500))))
    whole = bytearray(file.read_bytes())
    for start in range(4096, len(whole), 4096):
        whole[start : start + 2000] = b"\xde\xad" * 1000
    file.write_bytes(whole)

    for call in ("organisations", "columns", "apply"):
        with one_sentence("damaged"), closing(SqliteStore(file)) as store:
            CALLS[call](store)

    assert file.read_bytes() == bytes(whole)


def test_a_file_that_was_cut_off(file: Path) -> None:
    half = file.read_bytes()[: file.stat().st_size // 2]
    file.write_bytes(half)

    with one_sentence("damaged"), closing(SqliteStore(file)) as store:
        store.columns()

    assert file.read_bytes() == half


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_database_of_another_program(tmp_path: Path, journal: str) -> None:
    file = tmp_path / "other.db"
    script = f"""
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = {journal}")
db.execute("CREATE TABLE organisation (id TEXT)")
os._exit(0)  # as a crash would: the journal stays
"""
    subprocess.run([sys.executable, "-c", script, str(file)], check=True)
    before = contents(tmp_path)

    with one_sentence("not a graphdir store"):
        SqliteStore(file)

    assert contents(tmp_path) == before


def test_a_store_of_a_newer_graphdir(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = contents(file.parent)

    with one_sentence("newer graphdir"):
        SqliteStore(file)

    assert contents(file.parent) == before


def test_a_store_of_the_first_version_is_brought_up_to_date(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("DROP TABLE kept")
        db.execute("DROP TABLE account")
        db.execute("DROP TABLE paper")
        db.execute("ALTER TABLE contact DROP COLUMN expires_on")
        db.execute("PRAGMA user_version = 1")

    store = SqliteStore(file)
    store.keep("picture", b"one")

    assert store.kept("picture") == b"one"
    assert store.accounts() == []
    known = contact("s", name="Erika Beispiel", expires_on="2027-03")
    store.apply(added(school("s"), known))
    assert list(store.entries("contact")) == [known]


def test_a_store_that_was_only_begun_is_made(tmp_path: Path) -> None:
    file = tmp_path / "network.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    assert file.stat().st_size > 0

    with closing(SqliteStore(file)) as store:
        assert store.apply(added(school("a")))


def test_two_may_make_a_store_at_once(tmp_path: Path) -> None:
    file = tmp_path / "new" / "network.db"

    def make(number: int) -> None:
        with closing(SqliteStore(file)) as store:
            store.apply(added(school(str(number))))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(8)))

    with closing(SqliteStore(file)) as store:
        assert store.figures().organisations == 8


def test_a_store_is_known_while_it_is_made(tmp_path: Path) -> None:
    def look(file: Path, made: Event) -> None:
        while not made.is_set():
            sqlite_file._is_behind(file)

    for number in range(40):
        file, made = tmp_path / f"{number}.db", Event()
        with closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA journal_mode = WAL")
        with ThreadPoolExecutor(3) as pool:
            looks = [pool.submit(look, file, made) for _ in range(3)]
            SqliteStore(file)
            made.set()
            for one in looks:
                one.result()


def test_a_full_disk(file: Path) -> None:
    with closing(SqliteStore(file)) as store:
        with store._connection() as db:
            db.execute("PRAGMA max_page_count = 60")
        before = store.columns()
        with one_sentence("is full"):
            store.apply(added(*(school(f"s{number}", "x" * 900) for number in range(2_000))))
        assert store.columns() == before


def test_the_sentences_are_there_in_german(tmp_path: Path) -> None:
    file = tmp_path / "network.db"
    file.write_text("no database at all, but longer than a header" * 100)

    with in_language("de"), pytest.raises(StoreUnavailableError) as refusal:
        SqliteStore(file)

    assert "beschädigt" in str(refusal.value)
