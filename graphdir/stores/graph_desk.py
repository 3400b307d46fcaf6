"""Papers in Neo4j: nodes of their own, joined to nothing."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from graphdir.desk import Paper, PaperChangedError, PaperNotFoundError
from graphdir.stores import cypher
from graphdir.stores.graph_changes import Run

_T = TypeVar("_T")


class GraphDesk:
    """The desk port, for a store that lends its transactions."""

    def _read(self, work: Callable[[Run], _T], /) -> _T:
        raise NotImplementedError

    def _write(self, work: Callable[[Run], _T], /) -> _T:
        raise NotImplementedError

    def papers(self, sort: str) -> Sequence[Paper]:
        return [_paper(row["paper"]) for row in self._read(lambda run: run(cypher.PAPERS, sort=sort))]

    def paper(self, sort: str, paper_id: str) -> Paper | None:
        return self._read(lambda run: _found(run, _key(sort, paper_id)))

    def add_paper(self, paper: Paper) -> None:
        def work(run: Run) -> None:
            run(cypher.LOCK_PAPER, key=_key(paper.sort, paper.id))
            if _found(run, _key(paper.sort, paper.id)):
                raise PaperChangedError
            run(cypher.WRITE_PAPER, key=_key(paper.sort, paper.id), properties=_properties(paper))

        self._write(work)

    def replace_paper(self, before: Paper, after: Paper) -> None:
        key = _key(before.sort, before.id)

        def work(run: Run) -> None:
            run(cypher.LOCK_PAPER, key=key)
            stored = _found(run, key)
            if stored is None:
                raise PaperNotFoundError(before.id)
            if stored != before:
                raise PaperChangedError
            run(cypher.WRITE_PAPER, key=key, properties=_properties(after))

        self._write(work)

    def erase_paper(self, sort: str, paper_id: str) -> None:
        self._write(lambda run: run(cypher.ERASE_PAPER, key=_key(sort, paper_id)))


def _found(run: Run, key: str) -> Paper | None:
    rows = run(cypher.PAPER, key=key)
    return _paper(rows[0]["paper"]) if rows else None


def _key(sort: str, paper_id: str) -> str:
    return f"{sort}/{paper_id}"


def _properties(paper: Paper) -> dict[str, str]:
    return {
        "key": _key(paper.sort, paper.id),
        "sort": paper.sort,
        "id": paper.id,
        "at": paper.at,
        "body": json.dumps(paper.body, ensure_ascii=False),
    }


def _paper(record: Mapping[str, Any]) -> Paper:
    return Paper(sort=record["sort"], id=record["id"], at=record["at"], body=json.loads(record["body"]))
