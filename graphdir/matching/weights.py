"""How much each signal counts, and where the numbers come from."""

from collections.abc import Mapping
from typing import Final

# Fitted by listwise softmax on what two networks asked of their own past, both counting the same:
# Interreg projects before 2017-06-03 (lead and each participant as seeker) and ESF projects in
# Sachsen-Anhalt before 2012 (school as seeker, all projects and new pairs), each without text and
# with titles. Five are set by hand: ``topics``, fitted at .62, since half of the true partners had
# never worked on the theme, but somebody who names a topic expects it to count; ``states`` and
# ``target_groups``, which neither network records, the first so that whoever says that this is their work is not
# behind those who are only busy nearby; ``place``, fitted at .56: up to .85 it costs the far-flung network
# nothing in its training years and finds more in the local one; and ``worked_together``, fitted at 2.88
# where a quarter of the questions ask for new pairs, of which whoever is known is never one: 4 costs
# the other questions of the training years nothing, and finds more where most partners stay the same.
WEIGHTS: Final[Mapping[str, float]] = {
    "worked_together": 4.0,
    "topics": 0.5,
    "states": 4.0,
    "target_groups": 0.4,
    "similar_projects": 0.1,
    "project_text": 3.98,
    "name_text": 5.37,
    "profile": 1.1,
    "network": 0.5,
    "peers": 0.7,
    "place": 0.6,
    "programmes": 0.32,
    "abroad": 0.99,
    "kind": 0.42,
    "names": 1.07,
    "name_on_topic": 0.79,
    "activity": 0.5,
}
# The balanced switch: what an organisation that the seeker does not know loses for being at the top of
# another list lately, and what for the share of all lists that it was at the top of (as if there had been
# so many lists more, or the first few would decide all). Chosen on the training years of both networks.
BALANCE: Final = 0.8
BALANCE_OF_SHARE: Final = 8.0
BALANCE_LISTS: Final = 30
