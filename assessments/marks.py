"""A scale in short, on every page that has many: its name, and the staircase with its words."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from rubric.version_text import LevelText, ScaleText, VersionText


class Mark(NamedTuple):
    """A scale as a staircase: the step reached (0: not rated), of how many, the target, in words."""

    position: int
    total: int
    target: int
    label: str


def short_name(version: VersionText, scale: ScaleText, *, mixed: bool) -> str:
    """“L1”; `mixed`, among scales of several instruments, with its quality area: the code alone may stand for two."""
    return f"{scale.code} ({version.quality_area})" if mixed else scale.code


def mark_of(version: VersionText, scale: ScaleText, level: LevelText | None, *, mixed: bool) -> Mark:
    target, rated = version.target, level.name if level else _("not rated")
    return Mark(
        position=level.position if level else 0,
        total=len(version.levels),
        target=target.position if target else 0,
        label=f"{short_name(version, scale, mixed=mixed)}: {rated}",
    )
