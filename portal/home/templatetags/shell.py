"""The frame of every page: main menu by role, trail, help column."""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import INSPECTORATE, Role

register = template.Library()

EVERYBODY, ADMINISTRATORS = tuple(Role), (Role.ADMINISTRATOR,)
MOST_IN_A_ROW = 4  # sections; more don't fit beside each other on a phone


class Section(NamedTuple):
    code: str
    url_name: str
    title: Promise
    roles: Collection[Role]


SECTIONS = (
    Section("home", "home", _("Start"), EVERYBODY),
    Section("assessments", "assessments:list", _("Assessments"), INSPECTORATE),
    Section("board", "assessments:board", _("Planning board"), INSPECTORATE),
    Section("centres", "centres:list", _("Centres"), INSPECTORATE),
    Section("instruments", "rubric:list", _("Instruments"), EVERYBODY),
    Section("outcomes", "outcomes:list", _("Outcomes"), EVERYBODY),
    Section("people", "people", _("People"), ADMINISTRATORS),
    Section("mail", "mail:list", _("Mail sent"), ADMINISTRATORS),
)


def links(role: str, current: str) -> list[dict[str, object]]:
    """The sections that this role may open, in order."""
    return [
        {"title": section.title, "url": reverse(section.url_name), "is_current": section.code == current}
        for section in SECTIONS
        if role in section.roles
    ]


@lru_cache(maxsize=128)
def menu(role: str, current: str, language: str | None) -> SafeString:
    """The menu of this role; the same for everybody who has it, so drawn once per language."""
    found = links(role, current)
    context = {"links": found, "can_fold": len(found) > MOST_IN_A_ROW}
    return render_to_string("components/navigation.html", context)


@register.filter
def grouped(number: int) -> str:
    """A large number as the reader's language writes it: 13.000 or 13,000."""
    return number_format(number, force_grouping=True)


@register.simple_tag
@lru_cache(maxsize=1)
def head_links() -> SafeString:
    """Style sheets, scripts and font of every page: their addresses stay while the process lives."""
    return render_to_string("components/head_links.html")


class WrapNode(template.Node):
    """Renders what it holds and hands the words to a component, which is left out where there are none."""

    def __init__(self, nodelist: NodeList, template_name: str):
        self.nodelist = nodelist
        self.template_name = template_name

    def render(self, context: Context) -> SafeString:
        inside = self.nodelist.render(context)
        return render_to_string(self.template_name, {"inside": inside}) if inside.strip() else SafeString()


class NavigationNode(template.Node):
    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        user = context.get("user")
        if user is None or not user.is_authenticated:
            return SafeString()
        return menu(user.role, self.nodelist.render(context).strip(), get_language())


def inside(parser: Parser, end: str) -> NodeList:
    nodelist = parser.parse((end,))
    parser.delete_first_token()
    return nodelist


@register.tag
def navigation(parser: Parser, token: Token) -> NavigationNode:
    """`{% navigation %}assessments{% endnavigation %}`: the main menu, with that section marked as the current one."""
    return NavigationNode(inside(parser, "endnavigation"))


@register.tag
def crumbs(parser: Parser, token: Token) -> WrapNode:
    """`{% crumbs %}<li class="breadcrumb-item">…</li>{% endcrumbs %}`: the trail, or nothing."""
    return WrapNode(inside(parser, "endcrumbs"), "components/crumbs.html")


@register.tag
def aside(parser: Parser, token: Token) -> WrapNode:
    """`{% aside %}…{% endaside %}`: the narrow column of help, or nothing."""
    return WrapNode(inside(parser, "endaside"), "components/aside.html")
