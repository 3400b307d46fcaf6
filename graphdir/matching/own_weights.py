"""Weights that the network's own past suggested, kept in its store beside the network."""

import json
from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import Any, Final

from graphdir.matching.weights import WEIGHTS
from graphdir.store import GraphStore

KEPT_AS: Final = "weights-4"
"""The name that they are kept by: another one whenever the strengths of signals change, to which they were fitted."""
_NAMED: Final = frozenset({"topics", "states", "target_groups"})
# So long a running site may answer by the weights of before.
_SECONDS: Final = 30.0


def keep_weights(store: GraphStore, weights: Mapping[str, float]) -> Mapping[str, float]:
    """Rank by these weights from now on, and return them: what a need names counts no less than by the shipped ones."""
    kept = {name: max(weight, WEIGHTS[name]) if name in _NAMED else weight for name, weight in weights.items()}
    store.keep(KEPT_AS, json.dumps(kept).encode())
    return kept


def drop_weights(store: GraphStore) -> None:
    """Rank by the shipped weights again."""
    store.keep(KEPT_AS, b"")


def own_weights(store: GraphStore) -> Mapping[str, float]:
    """Return the weights that are kept, by signal; none where the shipped ones are in force."""
    kept: dict[str, Any] = json.loads(store.kept(KEPT_AS) or b"{}")
    return {name: float(weight) for name, weight in kept.items()}


def kept_weights(store: GraphStore) -> Mapping[str, float]:
    """Return the weights to rank by: kept ones, and the shipped ones of signals of which none are kept."""
    return {**WEIGHTS, **{name: weight for name, weight in own_weights(store).items() if name in WEIGHTS}}


class CurrentWeights:
    """The weights to rank by, looked up again after a while: somebody may have kept others."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._looking = Lock()
        self._found: tuple[float, Mapping[str, float]] | None = None

    def __call__(self) -> Mapping[str, float]:
        """Return the weights."""
        with self._looking:
            if self._found is None or monotonic() - self._found[0] > _SECONDS:
                self._found = (monotonic(), kept_weights(self._store))
            return self._found[1]
