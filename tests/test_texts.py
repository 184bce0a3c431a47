"""What a text says as a number, typed in an address or a form."""

import pytest

from portal.texts import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), ("007", 7), ("9" * 15, 10**15 - 1)]
    + [(other, -1) for other in ("", "-1", "+1", "1.0", "1 ", "x", "²", "٣", "9" * 16)],
)
def test_a_whole_number(text, number):
    assert whole_number(text, -1) == number
