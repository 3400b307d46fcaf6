"""What people type: ids of the vocabularies by names in either language, synonyms and beginnings; kilometres."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from rapidfuzz.process import extract

from graphdir import text
from graphdir.errors import InvalidInputError
from graphdir.i18n import gettext as _
from graphdir.i18n import language
from graphdir.taxonomy import GROUP_LABELS, Taxonomy

_MOST_PROPOSALS: Final = 3
_FARTHEST_KM: Final = 20_000


def group_labels() -> dict[str, str]:
    """Return the groups of organisation kinds by id and by their names, that in the language in force last."""
    ordered = slice(None) if language() == "en" else slice(None, None, -1)
    return {name: group for group, labels in GROUP_LABELS.items() for name in (group, *labels[ordered])}


def names_of(terms: Mapping[str, Any]) -> dict[str, str]:
    """Return ids by every name they have: id, labels and synonyms; those of the language in force first."""
    shown = {term.label(language()): id_ for id_, term in reversed(list(terms.items()))}
    more = {
        name: id_
        for id_, term in terms.items()
        for name in (id_, term.label_de, term.label_en, *getattr(term, "synonyms_de", ()))
        if name
    }
    return {**more, **shown, **{id_: id_ for id_ in terms}}


def kind_typed(typed: str, taxonomy: Taxonomy) -> str:
    """Return the kind of organisation that ``typed`` means, as ``_term``; a whole group of kinds is none."""
    if not typed:
        return ""
    kinds = taxonomy.organisation_kinds
    names = names_of(kinds)
    group = {text.fold(name): id_ for name, id_ in group_labels().items()}.get(text.fold(typed))
    if group and text.fold(typed) not in set(map(text.fold, names)):
        among = ", ".join(kind.label(language()) for kind in kinds.values() if kind.group == group)
        raise InvalidInputError(
            _("“%(typed)s” is a group of kinds. Choose one of them: %(kinds)s.", typed=typed, kinds=among)
        )
    return term_typed(typed, names, _("kind"), kinds)


def _stems(folded: str) -> list[str]:
    return [text.stem(word) for word in folded.split()]


def term_typed(typed: str, names: Mapping[str, str], what: str, terms: Mapping[str, Any] | None = None) -> str:
    """Return the id that ``typed`` means: a whole name, or the first words of just one, inflected as they may be.

    Empty for empty. Proposals are told by the labels of ``terms``, else by name.

    Raises:
        InvalidInputError: it means nothing; the sentence proposes what is near, else names some that there are.
    """
    if not typed or typed in names:
        return names.get(typed, "")
    by_fold = {text.fold(name): id_ for name, id_ in names.items()}
    found = by_fold.get(text.fold(typed))
    if found is not None:
        return found
    stems = _stems(text.fold(typed))
    beginning = {id_ for name, id_ in by_fold.items() if _stems(name)[: len(stems)] == stems}
    if len(beginning) == 1:
        return beginning.pop()
    near = extract(text.fold(typed), list(by_fold), limit=2 * _MOST_PROPOSALS, score_cutoff=70)
    told = {id_: name for name, id_ in names.items()} | {
        id_: term.label(language()) for id_, term in (terms or {}).items()
    }
    proposals = list(dict.fromkeys(told[by_fold[hit[0]]] for hit in near))[:_MOST_PROPOSALS]
    sentence = _("There is no %(what)s “%(typed)s”.", what=what, typed=typed)
    if proposals:
        sentence += " " + _("Did you mean %(proposals)s?", proposals=", ".join(proposals))
    elif some := list(islice(dict.fromkeys(told[id_] for id_ in names.values()), _MOST_PROPOSALS)):
        sentence += " " + _("There are, for example: %(some)s.", some=", ".join(some))
    raise InvalidInputError(sentence)


def kilometres_typed(typed: str) -> float:
    """Return the kilometres of a radius that ``typed`` says, with a comma or a point, with or without "km".

    Raises:
        InvalidInputError: it is no number above 0, or farther than anywhere.
    """
    try:
        radius = float(typed.lower().removesuffix("km").strip().replace(",", "."))
    except ValueError:
        radius = 0.0
    if not 0 < radius <= _FARTHEST_KM:
        raise InvalidInputError(
            _(
                "The radius has to be a number of kilometres above 0 and of %(most)s at most, such as 25; “%(typed)s” "
                "is not.",
                most=_FARTHEST_KM,
                typed=typed,
            )
        )
    return radius
