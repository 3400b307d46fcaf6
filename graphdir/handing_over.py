"""What stands beside the network and follows when an entry becomes another: who speaks for it, and what it needs."""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Final

from graphdir.account import AccountChangedError
from graphdir.desk import Paper, PaperChangedError, now
from graphdir.full_store import FullStore
from graphdir.needs import Needs
from graphdir.text import short_hash

_TRIES: Final = 5
_SORT: Final = "merger"


def hand_over(store: FullStore, batch_id: str, gone: str, keep: str) -> None:
    """Let who spoke for the one that goes speak for the kept one too, whose its needs become.

    What goes over is kept under the change set that made the two one, so that ``give_back`` knows it.

    Raises:
        AccountChangedError, PaperChangedError: others kept changing what should follow.
    """
    _keep_what_goes_over(store, batch_id, gone, keep)
    until_unchanged(lambda: _hand_over_accounts(store, gone, keep))
    until_unchanged(lambda: Needs(store).hand_over(gone, keep))


def give_back(store: FullStore, batch_id: str) -> None:
    """Let accounts and needs be as before a merger that was taken back; of another batch nothing follows.

    Raises:
        AccountChangedError, PaperChangedError: it is undone, but others kept changing what should follow.
    """
    paper = store.paper(_SORT, batch_id)
    if paper is None:
        return
    keep, gone = paper.body["keep"], paper.body["gone"]
    until_unchanged(lambda: _take_from_accounts(store, keep, paper.body["accounts"]))
    until_unchanged(lambda: Needs(store).hand_over(keep, gone, paper.body["needs"]))
    store.erase_paper(_SORT, batch_id)


def renumbered(paper: Paper, numbers: Mapping[str, str]) -> Paper | None:
    """Return a paper as it is kept where change sets have other ids; None where its change set is no more."""
    if paper.sort != _SORT:
        return paper
    return replace(paper, id=numbers[paper.id]) if paper.id in numbers else None


def _keep_what_goes_over(store: FullStore, batch_id: str, gone: str, keep: str) -> None:
    """Keep which accounts and needs a merger hands over, without anybody's address."""
    without = [one for one in store.accounts() if gone in one.organisations and keep not in one.organisations]
    body = {
        "keep": keep,
        "gone": gone,
        "accounts": [short_hash(one.mail) for one in without],
        "needs": [need.id for need in Needs(store).all() if need.organisation == gone],
    }
    if body["accounts"] or body["needs"]:
        store.add_paper(Paper(sort=_SORT, id=batch_id, at=now(), body=body))


def _take_from_accounts(store: FullStore, keep: str, marks: Container[str]) -> None:
    for account in store.accounts():
        if keep in account.organisations and short_hash(account.mail) in marks:
            left = tuple(id_ for id_ in account.organisations if id_ != keep)
            store.replace_account(account, replace(account, organisations=left))


def _hand_over_accounts(store: FullStore, gone: str, keep: str) -> None:
    for account in store.accounts():
        if gone in account.organisations and keep not in account.organisations:
            store.replace_account(account, replace(account, organisations=(*account.organisations, keep)))


def until_unchanged(step: Callable[[], None]) -> None:
    """Take a step anew where somebody changed the same this very moment.

    Raises:
        AccountChangedError, PaperChangedError: that kept happening.
    """
    for _attempt in range(_TRIES - 1):
        try:
            return step()
        except (AccountChangedError, PaperChangedError):
            continue
    return step()
