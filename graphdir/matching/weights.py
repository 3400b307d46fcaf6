"""How much each signal counts, and where the numbers come from."""

from collections.abc import Mapping
from typing import Final

# Learned from what two networks asked of their own past: Interreg projects before 2017-06-03 (lead and each
# participant as seeker) and ESF projects in Sachsen-Anhalt before 2012 (schools and carriers as seekers, all projects
# and new pairs), without text: by listwise softmax (Cao 2007), then weight by weight, so that the first ten of both
# hold many of the later partners, and that few invented networks are below the PageRank (other draws than those that
# the benchmarks report). For the latter ``worked_together`` stands at 4.5, where the two networks alone want 2.4 and
# lose nothing by more. Fitted with titles before: ``project_text``. Set by hand: ``states`` and ``target_groups``,
# which neither network records, the first so that whoever says that this is their work is not behind those who are
# only busy nearby; ``topics``, learned at .35, since half of the true partners had never worked on the theme, but
# somebody who names a topic expects it to count; ``activity``, learned at 3, so that nobody stands before who works on
# the topic only for being busy, but for those who are everywhere; ``similar_projects``, learned at 0, for what it says.
WEIGHTS: Final[Mapping[str, float]] = {
    "worked_together": 4.5,
    "topics": 0.65,
    "states": 4.0,
    "target_groups": 0.4,
    "similar_projects": 0.03,
    "project_text": 3.51,
    "name_text": 6.0,
    "profile": 2.2,
    "network": 0.32,
    "peers": 0.26,
    "namesakes": 0.45,
    "place": 1.7,
    "programmes": 0.45,
    "abroad": 0.95,
    "kind": 0.4,
    "names": 0.75,
    "name_on_topic": 0.9,
    "activity": 1.2,
}
# The balanced switch: what an organisation that the seeker does not know loses for being at the top of another
# list lately, so many at the top of its own list apart; and what for filling more than such a share of all lists (as
# if there had been so many lists more, or the first few would decide all). Little, since in some networks who is in
# most lists is right there; but of those who are in more than half of all, only the best few stay at the top of a
# school's (and of whoever says not for whom). Chosen on the training years of three networks.
BALANCE: Final = 1.2
BALANCE_SPARES: Final = 7
BALANCE_OF_MANY: Final = 0.3
BALANCE_FROM_SHARE: Final = 0.25
BALANCE_LISTS: Final = 30
BALANCE_EVERYWHERE: Final = 0.5
BALANCE_KEEPS: Final = 3
BALANCE_OF_FURTHER: Final = 4.0
