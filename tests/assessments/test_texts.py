"""Texts on the pages: as they were typed, with one limit for all, measured as they are kept."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from assessments.models import Comment, Finding, Passage, Proposal
from assessments.writing import MAX_LENGTH
from tests.assessments.conftest import REFERENCE, SCALE, note, write
from tests.assessments.test_views import A, narrative

LINES = "zin\r\n" * 24_000  # as a plain form sends it: too long, until its line ends are one character each
FIRST_EMPTY = "\nDe eerste regel is leeg."


def areas(html: str) -> list[str]:
    """What a browser puts into the text areas of a page: it leaves out a line end right after the tag."""
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    return [unescape(one.removeprefix("\n")) for one in found]


def test_every_limit_that_a_page_tells_is_the_one_that_holds(sign_in, draft, bram, chloe, dirk):
    text = narrative(draft)
    write(text, "Van Bram.", bram)
    write(text, "Van Chloé.", chloe, base=0)
    note(draft, bram, "strength")
    waiting = Proposal.objects.get()
    client = sign_in(bram)
    client.post(f"{A}review/comments/", {"text": "Waarom?", "scale": text.scale_id})
    pages = [SCALE, f"{SCALE}findings/new/", f"{A}review/", f"{A}passages/{text.pk}/proposals/{waiting.pk}/"]
    told = {one for page in pages for one in re.findall(r'<textarea[^>]*name="text"[^>]*>', client.get(page).text)}
    assert len(told) > 7
    assert {re.search(r'maxlength="(\d+)"', one)[1] for one in told} == {str(MAX_LENGTH)}


@pytest.mark.parametrize(("text", "status"), [(LINES, 302), ("x" * (MAX_LENGTH + 1), 400)])
def test_a_text_is_measured_as_it_is_kept(sign_in, draft, bram, text, status):
    client, passage = sign_in(bram), narrative(draft)
    assert client.post(f"{A}passages/{passage.pk}/", {"revision": 0, "text": text}).status_code == status
    assert narrative(draft).text == (text.replace("\r\n", "\n") if status == 302 else "")


@pytest.mark.parametrize(("text", "status"), [(LINES, 302), ("x" * MAX_LENGTH, 302), ("x" * (MAX_LENGTH + 1), 400)])
def test_a_new_finding_may_be_as_long_as_any_text(sign_in, draft, bram, text, status):
    answer = sign_in(bram).post(f"{SCALE}findings/new/", {"kind": "strength", "text": text})
    assert (answer.status_code, Finding.objects.count()) == (status, status == 302)
    if status == 302:
        assert Passage.objects.get(kind="finding").text == text.replace("\r\n", "\n").strip()


@pytest.mark.parametrize(("text", "status"), [(LINES, 302), ("x" * MAX_LENGTH, 302), ("x" * (MAX_LENGTH + 1), 400)])
def test_a_comment_may_be_as_long_as_any_text(sign_in, draft, bram, text, status):
    assert sign_in(bram).post(f"{A}review/comments/", {"text": text}).status_code == status
    assert Comment.objects.count() == (status == 302)


def test_a_finding_of_nothing_but_what_nobody_sees_is_asked_for_again(sign_in, draft, bram):
    answer = sign_in(bram).post(f"{SCALE}findings/new/", {"kind": "strength", "text": "\u200b\r\n"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["text"])


def test_an_empty_first_line_stays(sign_in, draft, bram):
    write(narrative(draft), FIRST_EMPTY, bram)
    client = sign_in(bram)
    assert FIRST_EMPTY in areas(client.get(SCALE).text)
    refused = client.post(f"{A}passages/{narrative(draft).pk}/", {"text": FIRST_EMPTY})
    assert (refused.status_code, areas(refused.text)[-1]) == (400, FIRST_EMPTY)
    refused = client.post(f"{A}review/comments/", {"text": FIRST_EMPTY + "x" * MAX_LENGTH})
    assert FIRST_EMPTY + "x" * MAX_LENGTH in areas(refused.text)


def test_two_texts_tell_the_day_of_the_one_that_stands(sign_in, draft, bram, chloe):
    passage = narrative(draft)
    write(passage, "Van Bram.", bram)
    Passage.objects.filter(pk=passage.pk).update(changed_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    client = sign_in(chloe)
    client.cookies["django_language"] = "en"
    answer = client.post(f"{A}passages/{passage.pk}/", {"revision": 0, "text": "Van Chloé."})
    assert answer.status_code == 409
    assert "Bram Verhelst changed this text (20 Nov 2026, 10:30), where you were writing too." in answer.text


def test_copies_in_the_browser_are_told_apart_by_person_and_place(sign_in, draft, bram, chloe):
    """Each form whose text the browser keeps says whose it is, and where: no two on a page are the same."""
    for person in (bram, chloe):
        page = sign_in(person).get(SCALE).text
        forms = re.findall(r"<form[^>]* data-(?:keep|passage)[^>]*>", page)
        places = {(re.search('action="([^"]+)"', one)[1], *re.findall('data-keep="([^"]+)"', one)) for one in forms}
        assert len(forms) == len(places) == 3
        assert {re.search(r'data-user="(\d+)"', one)[1] for one in forms} == {str(person.pk)}
        assert f'<template id="leftover" data-user="{person.pk}" data-place="/assessments/{REFERENCE}/">' in page
