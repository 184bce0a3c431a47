"""The colours of the style sheet, held against WCAG 2.2 (1.4.3 text, 1.4.11 controls)."""

import re

import pytest
from django.conf import settings

SHEET = (settings.BASE_DIR / "static" / "css" / "portal.css").read_text()


def colour(name: str) -> list[float]:
    digits = re.search(rf"--{name}: #([0-9a-f]{{3,6}});", SHEET)[1]
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]


def luminance(name: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour(name))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "soft", "accent", "accent-deep") for ground in ("paper", "ground")),
        *((text, "accent-tint") for text in ("ink", "soft", "accent", "accent-deep")),
        *((text, "caution-tint") for text in ("ink", "caution", "accent")),
        ("caution", "paper"),
    ],
)
def test_text_can_be_read(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_controls_can_be_seen(ground):
    assert contrast("control", ground) >= 3
