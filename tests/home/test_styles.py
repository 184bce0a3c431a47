"""The style sheets: their colours, held against WCAG 2.2 (1.4.3 text, 1.4.11 controls); no rule twice, none unused."""

import re
from collections import Counter

import pytest
from django.conf import settings

SHEETS = {path.name: path.read_text() for path in sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))}
SHEET = SHEETS["portal.css"]
# Names that are put together: by crispy-forms, out of a role, out of the number of levels.
MADE = re.compile(r"asteriskField|invalid-feedback|is-invalid|div_id_\w+|is-(coordinator|reviewer)|level-grid-\d")
APPS = ("portal", "assessments", "rubric")
COMMENT, ADDRESS = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"url\([^)]*\)")


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


def selectors(sheet: str) -> list[str]:
    """What stands before each block: selectors, and the conditions around them."""
    bare = ADDRESS.sub("", COMMENT.sub("", sheet))
    return [one.strip() for one in re.findall(r"([^{};]+)\{", bare)]


def outside_conditions(sheet: str) -> list[str]:
    """The selectors of rules that always hold, each by itself."""
    bare = re.sub(r"@[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", ADDRESS.sub("", COMMENT.sub("", sheet)))
    return [part.strip() for one in re.findall(r"([^{};]+)\{", bare) for part in one.split(",")]


def test_each_selector_is_at_home_in_one_sheet():
    homes = Counter(one for sheet in SHEETS.values() for one in set(outside_conditions(sheet)))
    assert [one for one, number in homes.items() if number > 1] == []


@pytest.mark.parametrize("name", SHEETS)
def test_every_name_in_a_sheet_is_used(name):
    """By a template, by Python that draws, or by a script of ours."""
    places = [("templates", "*.html"), ("static/js", "*.js"), *((app, "*.py") for app in APPS)]
    used = {
        word
        for folder, pattern in places
        for path in (settings.BASE_DIR / folder).rglob(pattern)
        for word in re.findall(r"[\w-]+", path.read_text())
    }
    named = {word for one in selectors(SHEETS[name]) for word in re.findall(r"[.#]([A-Za-z_][\w-]*)", one)}
    assert sorted(word for word in named - used if not MADE.fullmatch(word)) == []
