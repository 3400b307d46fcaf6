"""How much each signal counts, and where the numbers come from."""

from collections.abc import Mapping
from typing import Final

# Fitted by listwise softmax on what two networks asked of their own past, both counting the same:
# Interreg projects before 2017-06-03 (lead and each participant as seeker) and ESF projects in
# Sachsen-Anhalt before 2012 (school as seeker, all projects and new pairs), each without text and
# with titles. Three are set by hand: ``topics``, fitted at .62, since half of the true partners had
# never worked on the theme, but somebody who names a topic expects it to count; ``target_groups``,
# which neither network records; and ``place``, fitted at .56: up to .85 it costs the far-flung network
# nothing in its training years and finds more in the local one.
WEIGHTS: Final[Mapping[str, float]] = {
    "worked_together": 2.88,
    "topics": 1.0,
    "target_groups": 0.4,
    "similar_projects": 0.14,
    "project_text": 2.59,
    "name_text": 5.04,
    "profile": 1.21,
    "network": 0.06,
    "peers": 0.71,
    "place": 0.85,
    "programmes": 0.36,
    "countries": 0.0,
    "kind": 0.48,
    "names": 1.15,
    "kind_on_topic": 0.0,
    "activity": 0.26,
}
# The balanced switch: what an organisation loses, times the logarithm of one and the number of
# other lists that it was at the top of lately (MATCHING.md found .2; chosen on training years).
BALANCE: Final = 0.6
