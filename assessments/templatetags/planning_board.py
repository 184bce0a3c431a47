"""What the planning board draws: the initials of a team, and somebody's load over the weeks as a picture."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.enums import TeamRole
from assessments.load import Load
from assessments.models import Membership
from assessments.weeks import WORKING_DAYS, weeks_of

register = template.Library()

STEP, BAR, HEIGHT, DAY_HEIGHT = 10, 7, 34, 5  # a week's width, a bar's width, the picture's height, a day's height


@register.simple_tag
def load_picture(load: Load, school_year: int) -> SafeString:
    """A bar per week, as high as there are visit days in it; a week that is double booked has a mark above its bar."""
    weeks = weeks_of(school_year)
    places = [
        (place * STEP, load.days.get(week.monday, 0), week.monday in load.double) for place, week in enumerate(weeks)
    ]
    bars = [(x, HEIGHT - days * DAY_HEIGHT, BAR, days * DAY_HEIGHT) for x, days, _double in places if days]
    marks = [(x + BAR / 2, HEIGHT - days * DAY_HEIGHT - 4) for x, days, double in places if double]
    return format_html(
        '<svg class="load-picture" viewBox="0 0 {width} {height}" role="img" aria-label="{title}" focusable="false">'
        "<title>{title}</title>{ground}{bars}{marks}</svg>",
        width=len(weeks) * STEP,
        height=HEIGHT + 1,
        title=_title(load),
        ground=_ground(school_year),
        bars=format_html_join("", '<rect class="load-bar" x="{}" y="{}" width="{}" height="{}"/>', bars),
        marks=format_html_join("", '<circle class="load-mark" cx="{}" cy="{}" r="2.5"/>', marks),
    )


def _title(load: Load) -> str:
    days = ngettext("%(number)d visit day", "%(number)d visit days", load.visit_days) % {"number": load.visit_days}
    weeks = ngettext("in %(number)d week", "in %(number)d weeks", len(load.days)) % {"number": len(load.days)}
    words = f"{load.person.name}: {days} {weeks}"
    if not load.double:
        return words
    return f"{words}; " + _("double booked in week %(numbers)s") % {"numbers": week_numbers(load)}


@lru_cache(maxsize=8)
def _ground(school_year: int) -> SafeString:
    """The base line, and the weeks without school."""
    weeks = weeks_of(school_year)
    free = [(place * STEP - 1, HEIGHT - WORKING_DAYS * DAY_HEIGHT) for place, week in enumerate(weeks) if week.is_free]
    return format_html(
        '{}<path class="load-line" d="M0 {}h{}"/>',
        format_html_join("", '<rect class="load-free" x="{}" y="{}" width="9" height="25"/>', free),
        HEIGHT + 0.5,
        len(weeks) * STEP,
    )


@register.simple_tag
def team(people: Iterable[Membership]) -> SafeString:
    """The initials of who goes on a visit, with name and part for who hears the page or points at them."""
    language = get_language()
    return SafeString(
        "".join(_initials(member.user.initials, member.user.name, member.role, language) for member in people)
    )


@lru_cache(maxsize=2048)
def _initials(initials: str, name: str, role: str, _language: str | None) -> SafeString:
    return format_html(
        '<li class="initials is-{}" title="{words}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{words}</span></li>',
        role,
        initials,
        words=f"{name}, {TeamRole(role).label}",
    )


@register.filter
def week_numbers(load: Load) -> str:
    """The weeks in which somebody is double booked: “47, 49”."""
    return ", ".join(str(monday.isocalendar().week) for monday in sorted(load.double))
