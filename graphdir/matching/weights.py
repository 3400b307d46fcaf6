"""How much each signal counts, and where the numbers come from."""

from collections.abc import Mapping
from typing import Final

# Fitted by listwise softmax on what two networks asked of their own past, every question counting the same:
# Interreg projects before 2017-06-03 (lead and each participant as seeker) and ESF projects in
# Sachsen-Anhalt before 2012 (school as seeker, all projects and new pairs), each without text and
# with titles. Twelve are set by hand: ``states`` and ``target_groups``, which neither network records, the first so
# that whoever says that this is their work is not behind those who are only busy nearby; ``topics``, fitted at .22,
# since half of the true partners had never worked on the theme, but somebody who names a topic expects it to count;
# ``programmes``, fitted at .35, which only one of the two records: so that it finds most in its training years;
# ``peers``, ``network``, ``place``, ``activity``, ``similar_projects`` and ``name_on_topic``, of which the two
# networks want different weights: so that in the training years both find much (docs/matching.md has the figures);
# ``abroad``, fitted at .95 beside a weight of .6 of ``place``, raised with it; and ``worked_together``, so that where
# most partners are so again and little else tells who will be, the ranking is not surely below the PageRank.
WEIGHTS: Final[Mapping[str, float]] = {
    "worked_together": 4.5,
    "topics": 0.8,
    "states": 5.0,
    "target_groups": 0.4,
    "similar_projects": 0.03,
    "project_text": 3.51,
    "name_text": 5.26,
    "profile": 1.8,
    "network": 0.4,
    "peers": 0.32,
    "place": 2.2,
    "programmes": 0.6,
    "abroad": 0.85,
    "kind": 0.4,
    "names": 1.0,
    "name_on_topic": 0.6,
    "activity": 1.2,
}
# The balanced switch: what an organisation that the seeker does not know loses for being at the top of another
# list lately, so many at the top of its own list apart; and what for the share of all lists by which it fills more
# than so large a share, a smaller one below those that are spared (as if there had been so many lists more, or the
# first few would decide all). Chosen on the training years of both networks.
BALANCE: Final = 0.75
BALANCE_SPARES: Final = 5
BALANCE_OF_SHARE: Final = 16.0
BALANCE_FROM_SHARE: Final = 0.25
BALANCE_FROM_SHARE_BELOW: Final = 0.1
BALANCE_LISTS: Final = 30
