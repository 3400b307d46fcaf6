"""Weights from a network's own past: listwise softmax with a pull towards the shipped weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.matching.evaluation import Seeker, Told, first_day, ndcg, past_of
from graphdir.matching.query import look_up
from graphdir.matching.ranking import strengths
from graphdir.matching.signals import SIGNALS
from graphdir.matching.snapshot import Network
from graphdir.matching.weights import WEIGHTS
from graphdir.model import earliest
from graphdir.store import Progress, no_progress

# Rolling origin: the past is cut at these shares of its projects, each part asks about the next.
SHARES: Final = (0.3, 0.45, 0.6, 0.75, 0.88)
FEWEST_QUESTIONS: Final = 20
# How many questions weigh as much as the shipped weights.
PRIOR_QUESTIONS: Final = 30.0
# By so many standard errors what is learned has to be better before it is taken: two are one chance in forty.
_STANDARD_ERRORS: Final = 2.0
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question's candidates: strengths (candidates x signals), which are true (sum 1), and the part it is of."""

    strengths: Numbers
    truth: Numbers
    part: int


def samples_of(  # noqa: PLR0913  one argument an option of the command
    network: Network,
    cutoff: str,
    *,
    seeker: Seeker = "lead",
    told: Sequence[Told] = ("none", "title"),
    new_edges: bool = False,
    progress: Progress = no_progress,
) -> list[Sample]:
    """Return the questions that the past before ``cutoff`` asks of an even earlier past.

    Raises:
        InvalidInputError: ``cutoff`` is no date, or nothing lies before it.
    """
    day = first_day(cutoff)
    dates = sorted(earliest(p.starts_on) for p in network.projects if p.starts_on and earliest(p.starts_on) < day)
    if not dates:
        raise InvalidInputError(_("Before %(date)s there is no project with a date.", date=cutoff))
    cuts = sorted({dates[int(len(dates) * share)] for share in SHARES} - {dates[0]})
    cuts = [cut for cut in cuts if cut < day]
    found: list[Sample] = []
    for number, (start, end) in enumerate(zip(cuts, [*cuts[1:], day], strict=True)):
        for words in told:
            past = past_of(network, start, end, seeker=seeker, told=words, new_edges=new_edges)
            for question in past.questions:
                query = look_up(past.index, question.need, question.need.on, among=past.candidates)
                truth = np.array([float(id_ in question.truth) for id_ in query.candidates])
                if truth.sum():
                    rows = np.array([strengths(query, id_) for id_ in query.candidates])
                    found.append(Sample(rows, truth / truth.sum(), number))
        progress(number + 1, len(cuts))
    return found


def fit(samples: Sequence[Sample], prior: Mapping[str, float] = WEIGHTS) -> dict[str, float]:
    """Return weights that suit the questions better than ``prior``, or ``prior`` itself.

    What is learned from all parts but the last has to find the partners of the last surely better
    (NDCG@10, by two standard errors of the mean gain): else there is nothing to learn, and the prior stays.

    Raises:
        InvalidInputError: too few questions to learn anything from.
    """
    if len(samples) < FEWEST_QUESTIONS:
        raise InvalidInputError(
            _(
                "The network's past asks only %(number)s questions; %(least)s are needed to learn from. "
                "The shipped weights stay.",
                number=len(samples),
                least=FEWEST_QUESTIONS,
            )
        )
    last = max(sample.part for sample in samples)
    earlier, latest = ([s for s in samples if (s.part == last) is is_last] for is_last in (False, True))
    if not earlier or not _is_surely_better(latest, _likeliest(earlier, prior), prior):
        return dict(prior)
    return _likeliest(samples, prior)


def _is_surely_better(samples: Sequence[Sample], weights: Mapping[str, float], prior: Mapping[str, float]) -> bool:
    gains = _found(samples, weights) - _found(samples, prior)
    return bool(gains.mean() > _STANDARD_ERRORS * gains.std() / sqrt(len(gains)))


def _found(samples: Sequence[Sample], weights: Mapping[str, float]) -> Numbers:
    """Return the NDCG@10 of each question."""
    vector = np.array([weights[name] for name in SIGNALS])
    rankings = ((np.argsort(-(s.strengths @ vector), kind="stable"), np.flatnonzero(s.truth)) for s in samples)
    return np.array([ndcg(ranking.tolist(), set(truth.tolist())) for ranking, truth in rankings])


def _likeliest(samples: Sequence[Sample], prior: Mapping[str, float]) -> dict[str, float]:
    """Return weights, none negative, that make the true partners likely (Cao 2007, ListNet).

    The penalty pulls towards ``prior``, in units of each signal's spread, so that few questions
    change little.
    """
    rows = np.vstack([sample.strengths for sample in samples])
    spread = rows.std(axis=0) + 1e-9
    rows = rows / spread
    truth = np.concatenate([sample.truth for sample in samples])
    lengths = [len(sample.truth) for sample in samples]
    starts = np.cumsum([0, *lengths[:-1]])
    of_question = np.repeat(np.arange(len(lengths)), lengths)
    before = np.array([prior[name] for name in SIGNALS]) * spread

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = rows @ weights
        highest = np.maximum.reduceat(scores, starts)
        likelihoods = np.exp(scores - highest[of_question])
        totals = np.add.reduceat(likelihoods, starts)
        logs = scores - highest[of_question] - np.log(totals)[of_question]
        pull = PRIOR_QUESTIONS * 0.1 * (weights - before)
        value = -(truth * logs).sum() + 0.5 * float(pull @ (weights - before))
        gradient = -rows.T @ (truth - likelihoods / totals[of_question]) + pull
        return float(value), gradient

    result: Any = minimize(loss, before, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(before))
    return {name: round(float(weight), 3) for name, weight in zip(SIGNALS, result.x / spread, strict=True)}
