"""How much each signal counts, and where the numbers come from."""

from collections.abc import Mapping
from typing import Final

# Fitted by listwise softmax (``graphdir fit``) on what two networks asked of their own past: Interreg
# projects before 2017-06-03 (lead as seeker) and ESF projects in Sachsen-Anhalt before 2012 (school
# as seeker), with and without titles. ``topics`` and ``place`` are set by hand: the fits give the
# topics next to nothing, since half of the true partners had never worked on the theme, and little
# to the place beside the network; but somebody who names a topic, or is at a place, expects it to
# count. On the same questions that costs Interreg .025 of recall@10 and the schools nothing.
WEIGHTS: Final[Mapping[str, float]] = {
    "worked_together": 4.5,
    "topics": 1.0,
    "target_groups": 0.4,
    "similar_projects": 0.24,
    "project_text": 3.3,
    "name_text": 5.3,
    "profile": 1.1,
    "network": 0.13,
    "peers": 0.6,
    "place": 0.6,
    "countries": 0.35,
    "kind": 0.8,
    "kind_on_topic": 0.1,
    "activity": 0.44,
}
# The balanced switch: what each doubling of an organisation's projects costs it.
BALANCE: Final = 0.35
