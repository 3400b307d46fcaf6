"""What stands beside the network and follows when an entry becomes another: who speaks for it, what it needs."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from graphdir.account import AccountChangedError, AccountNotFoundError
from graphdir.desk import Paper, PaperChangedError, PaperNotFoundError, now, put_paper
from graphdir.draft import Draft, handed_over
from graphdir.duplicates.decisions import Decisions, pair_of
from graphdir.full_store import FullStore
from graphdir.needs import Needs
from graphdir.store import EVERY, Batch, Ref
from graphdir.text import short_hash

_Done = TypeVar("_Done")
_TRIES: Final = 5
_SORT: Final = "merger"
_BEGUN: Final = "merging"
_PROPOSAL: Final = "proposal"


def begin(store: FullStore, gone: str, keep: str, keys: Mapping[str, str], summary: str) -> None:
    """Note what is about to become one by a change set of this summary, so that all follows wherever it is stopped."""
    body = {"gone": gone, "keep": keep, "keys": dict(keys), "summary": summary}
    put_paper(store, Paper(sort=_BEGUN, id=gone, at=now(), body=body))


def unfinished(store: FullStore) -> Sequence[Batch]:
    """Return the mergers, and what took one back, that not all has followed, the oldest first."""
    mergers = {paper.id for paper in store.papers(_SORT)}
    undone = [batch for batch in store.batches(EVERY) if batch.undoes in mergers] if mergers else []
    begun = [batch for paper in store.papers(_BEGUN) if (batch := _merged_by(store, paper))]
    return sorted((*undone, *begun), key=lambda batch: int(batch.id))


def finish(store: FullStore) -> None:
    """Let follow what was stopped before it did.

    Raises:
        AccountChangedError, PaperChangedError: others kept changing what should follow.
    """
    begun = {batch.id: paper.body for paper in store.papers(_BEGUN) if (batch := _merged_by(store, paper))}
    for batch in unfinished(store):
        if body := begun.get(batch.id):
            hand_over(store, batch.id, body["gone"], body["keep"], body["keys"], by=batch.author)
        else:
            give_back(store, batch.undoes, batch.id)


def _merged_by(store: FullStore, paper: Paper) -> Batch | None:
    """Return what made the two one that a paper says are about to be; None where nothing did."""
    gone = paper.body["gone"]
    newest = next(iter(store.history_of([Ref("organisation", gone)], 1)), None)
    if newest is None or newest.batch.summary != paper.body["summary"] or store.organisations([gone]):
        return None
    return newest.batch


def hand_over(  # noqa: PLR0913
    store: FullStore, batch_id: str, gone: str, keep: str, keys: Mapping[str, str], *, by: str = ""
) -> None:
    """Let what was of the one that goes be of the kept one: accounts, needs, open proposals, decisions on duplicates.

    ``keys`` names the new key of each entry by its old one. What goes over is kept under the change set that made
    the two one, so that ``give_back`` knows it. Twice is as once.

    Raises:
        AccountChangedError, PaperChangedError: others kept changing what should follow.
    """
    kept = store.paper(_SORT, batch_id)
    going = kept.body if kept else _what_goes_over(store, gone, keep, keys)
    if not kept and any(going[name] for name in _FOLLOWING):
        store.add_paper(Paper(sort=_SORT, id=batch_id, at=now(), body=going))
    until_unchanged(lambda: _hand_over_accounts(store, gone, keep))
    until_unchanged(lambda: Needs(store).hand_over(gone, keep))
    until_unchanged(lambda: _turn_proposals(store, going["proposals"], gone, keep, keys))
    decisions = Decisions(store)
    for row in going["rows"]:
        decisions.take_for((row[0], row[1]), keep, by=by)
    for other in going["apart"]:
        decisions.keep_apart(keep, other, by=by)
    store.erase_paper(_BEGUN, gone)


def give_back(store: FullStore, batch_id: str, undone_by: str) -> None:
    """Let all that followed be as before a merger that the batch ``undone_by`` took back; of others nothing follows.

    What was decided or written meanwhile stays. Where that batch is taken back itself, all follows again.

    Raises:
        AccountChangedError, PaperChangedError: it is undone, but others kept changing what should follow.
    """
    paper = store.paper(_SORT, batch_id)
    if paper is None:
        return
    if _AGAIN in paper.body:
        hand_over(store, undone_by, paper.body["gone"], paper.body["keep"], paper.body[_AGAIN])
        store.erase_paper(_SORT, batch_id)
        return
    # Earlier ones know of accounts and needs alone.
    body: dict[str, Any] = {**dict.fromkeys(_FOLLOWING, ()), "keys": {}, **paper.body}
    keep, gone = body["keep"], body["gone"]
    until_unchanged(lambda: _take_from_accounts(store, keep, gone, body["accounts"]))
    until_unchanged(lambda: Needs(store).hand_over(keep, gone, body["needs"]))
    until_unchanged(lambda: _turn_proposals(store, body["proposals"], keep, gone, body["keys"]))
    decisions, same = Decisions(store), Decisions(store).same()
    for row in ((id_, name) for id_, name in body["rows"]):
        if same.get(row) == keep:
            decisions.take_for(row, gone)
    decisions.forget(pair_of(keep, other) for other in body["apart"])
    again = {gone: keep, **{old: new for new, old in body["keys"].items()}}
    put_paper(store, Paper(sort=_SORT, id=undone_by, at=now(), body={"gone": gone, "keep": keep, _AGAIN: again}))
    store.erase_paper(_SORT, batch_id)


def renumbered(paper: Paper, numbers: Mapping[str, str]) -> Paper | None:
    """Return a paper as it is kept where change sets have other ids; None where its change set is no more."""
    if paper.sort != _SORT:
        return paper
    return replace(paper, id=numbers[paper.id]) if paper.id in numbers else None


# In a paper of what took a merger back: the keys that led there, by the ones before.
_AGAIN: Final = "again"
_FOLLOWING: Final = ("accounts", "needs", "proposals", "rows", "apart")


def _what_goes_over(store: FullStore, gone: str, keep: str, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return what a merger hands over, without anybody's address or words; ``keys`` lead back."""
    without = [one for one in store.accounts() if gone in one.organisations and keep not in one.organisations]
    drafts = {paper.id: Draft.from_record(paper.body["draft"]) for paper in _open_proposals(store)}
    turned = [id_ for id_, draft in drafts.items() if handed_over(draft, gone, keep, keys) != draft]
    rows, apart = Decisions(store).follow(gone, keep)
    theirs = {drafts[id_].key for id_ in turned}
    return {
        "keep": keep,
        "gone": gone,
        "accounts": [short_hash(one.mail) for one in without],
        "needs": [need.id for need in Needs(store).all() if need.organisation == gone],
        "proposals": turned,
        "keys": {new: old for old, new in keys.items() if old in theirs},
        "rows": [list(row) for row in rows],
        "apart": apart,
    }


def _open_proposals(store: FullStore) -> Sequence[Paper]:
    return [paper for paper in store.papers(_PROPOSAL) if paper.body["state"] == "open"]


def _turn_proposals(store: FullStore, ids: Container[str], gone: str, keep: str, keys: Mapping[str, str]) -> None:
    """Make open proposals of these ids that are about an organisation ones about another."""
    for paper in _open_proposals(store):
        draft = handed_over(Draft.from_record(paper.body["draft"]), gone, keep, keys).to_record()
        if paper.id in ids and draft != paper.body["draft"]:
            store.replace_paper(paper, replace(paper, body={**paper.body, "draft": draft}))


def _take_from_accounts(store: FullStore, keep: str, gone: str, marks: Container[str]) -> None:
    for account in store.accounts():
        if keep in account.organisations and short_hash(account.mail) in marks:
            # Who changed the account meanwhile may have taken the one out that was not there.
            theirs = dict.fromkeys((*account.organisations, gone))
            left = tuple(id_ for id_ in theirs if id_ != keep)
            store.replace_account(account, replace(account, organisations=left))


def _hand_over_accounts(store: FullStore, gone: str, keep: str) -> None:
    for account in store.accounts():
        if gone in account.organisations and keep not in account.organisations:
            store.replace_account(account, replace(account, organisations=(*account.organisations, keep)))


def until_unchanged(step: Callable[[], _Done]) -> _Done:
    """Take a step anew where somebody changed the same this very moment, or took it away.

    Raises:
        AccountChangedError, PaperChangedError: that kept happening.
    """
    for _attempt in range(_TRIES - 1):
        try:
            return step()
        except (AccountChangedError, AccountNotFoundError, PaperChangedError, PaperNotFoundError):
            continue
    return step()
