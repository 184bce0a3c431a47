"""The Dutch interface is whole, needs no gettext programs, and the English one shows no Dutch."""

import ast
import json
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tools import messages


def test_nothing_is_left_untranslated():
    """`tools/messages.py check`: complete, placeholders kept, nothing stale, the compiled file that of the text."""
    assert [
        problem for language in messages.LANGUAGES for problem in messages.problems_of(language, messages.texts())
    ] == []


def test_no_text_to_translate_stands_inside_an_f_string():
    """There it is not collected, and stays English."""
    inside = [
        f"{path}:{call.lineno}"
        for app in messages.APPS
        for path in Path(app).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in messages.KEYWORDS
    ]
    assert inside == []


def test_english_falls_back_to_the_source_and_not_to_dutch():
    dutch = messages.translations(messages.read("nl"))
    with translation.override("en"):
        other = {key[1]: gettext(key[1]) for key in dutch if key[0] is None and gettext(key[1]) != key[1]}
    assert other == {}


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A tree with one module and one template, and an empty catalogue."""
    for app in messages.APPS:
        (tmp_path / app).mkdir()
    (tmp_path / "portal" / "greeting.py").write_text('_("Good morning, %(name)s")\nngettext("%d day", "%d days", n)\n')
    (tmp_path / "templates" / "page.html").write_text(
        '<p>it\'s {% translate "Read (it)" %} {% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>'
        '<a title="{% translate "May" context "month" %}">{{ _("Send")|upper }}</a>'
        "{% blocktranslate count n=days %}{{ n }} visit{% plural %}{{ n }} visits{% endblocktranslate %}"
    )
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages.texts, "__defaults__", (tmp_path,))
    monkeypatch.setattr(messages.catalogue_path, "__defaults__", (tmp_path / "locale",))
    return tmp_path


def test_texts_of_code_and_templates(project):
    assert {key: text.plural for key, text in messages.texts().items()} == {
        (None, "Good morning, %(name)s"): None,
        (None, "%d day"): "%d days",
        (None, "Read (it)"): None,
        (None, "Hello %(name)s"): None,
        ("month", "May"): None,
        (None, "Send"): None,
        (None, "%(n)s visit"): "%(n)s visits",
    }


def test_problems_are_named(project, capsys):
    messages.update([])
    dutch = {
        "Good morning, %(name)s": "Goedemorgen, %(naam)s",
        "%d day": ["%d dag", "%d dagen"],
        "Read (it)": "Lees",
        "Send": "Verstuur",
        "May": "mei",
        "%(n)s visit": ["één bezoek", "%(n)s bezoeken"],
        "Nowhere": "Nergens",
    }
    (project / "nl.json").write_text(json.dumps(dutch))
    assert messages.fill([str(project / "nl.json")]) == 0
    assert capsys.readouterr().out.endswith("1 translations belong to no text of the source\n")
    assert list(messages.problems_of("nl", messages.texts())) == [
        "nl: 'Good morning, %(name)s' (portal/greeting.py) has other placeholders in its translation",
        "nl: 'Hello %(name)s' (templates/page.html) is not translated",
    ]
    (project / "portal" / "greeting.py").write_text('_("New")')
    messages.catalogue_path("nl").with_suffix(".mo").write_bytes(b"old")
    assert list(messages.problems_of("nl", messages.texts())) == [
        "nl: 'Hello %(name)s' (templates/page.html) is not translated",
        "nl: 'New' (portal/greeting.py) is missing; run: make messages",
        "nl: '%d day' is not used any more; run: make messages",
        "nl: 'Good morning, %(name)s' is not used any more; run: make messages",
        "nl: django.mo is not that of the .po; run: tools/messages.py compile",
    ]


def test_updating_twice_changes_nothing(project):
    messages.update([])
    first = messages.catalogue_path("nl").read_bytes()
    messages.update([])
    assert messages.catalogue_path("nl").read_bytes() == first
