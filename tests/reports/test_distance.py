import pytest
from django.utils import translation

from assessments.reports.distance import distance


@pytest.mark.parametrize(
    ("position", "target", "praised", "words"),
    [
        (1, 3, True, "2 steps to the target"),
        (2, 3, True, "one step to the target"),
        (3, 3, True, "at the target"),
        (4, 3, True, "example of good practice"),
        (4, 3, False, "beyond the target"),
        (2, 0, True, ""),
        (0, 3, True, ""),
    ],
)
def test_the_way_to_the_target_in_words(position, target, praised, words):
    with translation.override("en"):
        assert distance(position=position, target=target, praised=praised) == words
