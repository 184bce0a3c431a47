"""The list of quantifying words that administrators keep."""

import pytest

from rubric.models import QuantifierWord

URL = "/instruments/words/"


@pytest.fixture
def page(sign_in, amina):
    QuantifierWord.objects.all().delete()
    QuantifierWord.objects.create(word="amper")
    return sign_in(amina)


def kept():
    return set(QuantifierWord.objects.values_list("language", "word"))


def test_a_word_is_added_in_lower_case_one_space_apart(page):
    assert page.post(URL, {"word": " In  beperkte mate", "language": "nl"}).url == URL
    assert kept() == {("nl", "amper"), ("nl", "in beperkte mate")}
    assert "in beperkte mate" in page.get(URL).content.decode()


@pytest.mark.parametrize(
    ("word", "language", "reason"),
    [
        ("", "nl", "This field is required."),
        ("  ", "nl", "This field is required."),
        ("…", "nl", "Type a word."),
        ("x" * 41, "nl", "at most 40 characters"),
        ("AMPER ", "nl", "This word is in the list already."),
        ("few", "tlh", "Choose one of the languages."),
        ("few", "", "This field is required."),
    ],
)
def test_what_is_refused_comes_back_with_the_reason(page, word, language, reason):
    response = page.post(URL, {"word": word, "language": language}, headers={"accept-language": "en"})
    assert (response.status_code, kept()) == (400, {("nl", "amper")})
    assert reason in response.content.decode()


def test_the_same_word_in_another_language_is_another_word(page):
    page.post(URL, {"word": "amper", "language": "de"})
    assert kept() == {("nl", "amper"), ("de", "amper")}


def test_a_word_is_removed_and_cannot_be_twice(page):
    url = f"{URL}{QuantifierWord.objects.get().pk}/remove/"
    assert page.post(url).url == URL
    assert kept() == set()
    assert page.post(url).status_code == 404


@pytest.mark.parametrize("person", ["bram", "els"])
def test_others_are_refused(request, sign_in, person):
    client = sign_in(request.getfixturevalue(person))
    assert (client.get(URL).status_code, client.post(URL, {"word": "x"}).status_code) == (403, 403)
