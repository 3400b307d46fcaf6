"""Twenty who write the same entries at once lose nothing."""

from concurrent.futures import ThreadPoolExecutor
from time import time

from benchmarks.writers import WRITERS, Wrote, faults_of, ground, write_until
from graphdir.full_store import FullStore


def test_of_twenty_who_write_at_once_nothing_is_lost(store: FullStore) -> None:
    ids = ground(store)
    deadline = time() + 4
    with ThreadPoolExecutor(WRITERS) as pool:
        wrote = Wrote.together(pool.map(lambda number: write_until(store, ids, number, deadline), range(WRITERS)))

    assert wrote.batches
    assert faults_of(store, wrote) == []
