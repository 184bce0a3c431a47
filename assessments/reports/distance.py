"""How far a scale is from the target, in words. Levels are ordinal and named: nothing is counted up or averaged."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def distance(*, position: int, target: int, praised: bool) -> str:
    """Words for the way from the level reached to the target level; empty where the version has no target.

    `praised`: what lies beyond the target is an example of good practice in this version (its definition says so).
    """
    if not target or not position:
        return ""
    if position > target:
        return _("example of good practice") if praised else _("beyond the target")
    if position == target:
        return _("at the target")
    steps = target - position
    return ngettext("one step to the target", "%(steps)d steps to the target", steps) % {"steps": steps}
