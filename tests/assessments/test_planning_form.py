"""The form that plans an assessment: its centre is looked for by words and chosen of what they find."""

import pytest

from assessments.models import Assessment
from portal.centres.models import Centre

NEW = "/assessments/new/"
NEVER = 7  # queries of a page on which no centre is looked for


def several(count, **more):
    Centre.objects.bulk_create(
        Centre(institution_number=f"{20000 + each}", name=f"CDO Lier {each:02}", network="other", **more)
        for each in range(count)
    )


@pytest.fixture
def typed(version, bram, chloe, gust, dirk):
    return {
        "reference": "2026-030",
        "centre": "cdo",
        "school_year": "2026",
        "visit_start": "2026-12-01",
        "visit_end": "2026-12-03",
        "versions": [version.pk],
        "coordinator": bram.pk,
        "members": [chloe.pk, gust.pk],
        "reviewer": dirk.pk,
    }


def key(number: str) -> str:
    """As the form carries a centre that was found."""
    return str(Centre.objects.get(institution_number=number).pk)


def offered(form):
    """The numbers of the centres to choose from."""
    choices = form.fields["target"].choices if "target" in form.fields else []
    return [Centre.objects.get(pk=pk).institution_number for pk, _words in choices]


def test_no_centre_is_offered_before_somebody_looks_for_one(amina, sign_in):
    several(50)
    page = sign_in(amina).get(NEW)
    assert (offered(page.context["form"]), "CDO Lier" in page.text) == ([], False)


def test_what_was_typed_elsewhere_is_kept_while_a_centre_is_looked_for(amina, sign_in, typed, centre, other_centre):
    several(2)
    closed = Centre.objects.create(institution_number="20009", name="CDO Dicht", network="other", status="closed")
    page = sign_in(amina).post(NEW, typed | {"coordinator": "", "search": "1"})
    form = page.context["form"]
    assert (page.status_code, form.is_bound, dict(form.errors)) == (200, False, {})
    assert offered(form) == ["30569", "20000", "20001"]
    assert closed.name not in page.text
    assert {name: form[name].value() for name in typed} == {
        name: [str(key) for key in value] if isinstance(value, list) else str(value)
        for name, value in (typed | {"coordinator": ""}).items()
    }
    assert page.text.count(" checked") == 3  # the instrument and both members


def test_a_centre_is_chosen_of_what_is_found(amina, sign_in, typed, other_centre):
    several(1)
    client = sign_in(amina)
    assert sorted(client.post(NEW, typed).context["form"].errors) == ["target"]
    assert sorted(client.post(NEW, typed | {"target": "99999999"}).context["form"].errors) == ["target"]
    assert client.post(NEW, typed | {"target": key("20000")}).url == "/assessments/2026-030/"
    assert Assessment.objects.get().centre.institution_number == "20000"


def test_a_whole_number_names_the_centre_at_once(amina, sign_in, typed, centre):
    assert sign_in(amina).post(NEW, typed | {"centre": " 123456 "}).status_code == 302
    assert Assessment.objects.get().centre == centre


@pytest.mark.parametrize("words", ["", "zz", "99999", "20009"])
def test_words_that_find_no_active_centre_are_refused_at_their_field(words, amina, sign_in, typed):
    Centre.objects.create(institution_number="20009", name="CDO Dicht", network="other", status="closed")
    page = sign_in(amina).post(NEW, typed | {"centre": words})
    assert (page.status_code, sorted(page.context["form"].errors)) == (400, ["centre"])
    assert not Assessment.objects.exists()


def test_the_only_one_found_is_chosen_already_but_nothing_happens_before_it_was_seen(
    amina, sign_in, typed, other_centre
):
    client = sign_in(amina)
    searched = client.post(NEW, typed | {"centre": "genk", "search": "1"})
    assert searched.context["form"]["target"].value() == key("30569")
    assert "CDO Genk, 30569, Genk" in searched.text
    unseen = client.post(NEW, typed | {"centre": "genk"}).context["form"]
    assert (sorted(unseen.errors), unseen["target"].value()) == (["target"], key("30569"))
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ({"centre": "cdo"}, "searched"),
        ({"centre": "cdo", "target": "30569"}, "searched"),
        ({"centre": "cdo", "target": "20000"}, "created"),
        ({"centre": "20000"}, "created"),
        ({"centre": ""}, "refused"),
    ],
)
def test_enter_sends_the_form_once_a_centre_is_named_and_looks_for_one_before(amina, sign_in, typed, given, result):
    several(2)
    given = {name: key(value) if value == "20000" and name == "target" else value for name, value in given.items()}
    page = sign_in(amina).post(NEW, typed | {"enter": "1"} | given)
    assert page.status_code == {"searched": 200, "created": 302, "refused": 400}[result]
    assert Assessment.objects.exists() == (result == "created")
    if result == "searched":
        assert (page.context["form"].is_bound, offered(page.context["form"])) == (False, ["20000", "20001"])


def test_the_address_may_name_a_centre(amina, sign_in, centre, other_centre):
    client = sign_in(amina)
    form = client.get(f"{NEW}?centre=123456").context["form"]
    assert (form["centre"].value(), offered(form), form["target"].value()) == ("123456", ["123456"], key("123456"))
    for nothing in ("99999", "%00", "x" * 300):
        page = client.get(f"{NEW}?centre={nothing}", headers={"accept-language": "en"})
        assert (page.status_code, "No active centre is found by this" in page.text) == (200, True)


def test_queries_do_not_grow_with_the_centres(amina, sign_in, typed, django_assert_max_num_queries):
    """Beside session and person: four lists of inspectors, the versions; a search adds three at most."""
    client = sign_in(amina)
    for count in (1, 50):
        Centre.objects.all().delete()
        several(count)
        with django_assert_max_num_queries(NEVER):
            page = client.get(NEW)
        assert offered(page.context["form"]) == []
        with django_assert_max_num_queries(NEVER + 3):
            page = client.get(f"{NEW}?centre=20000")
        assert offered(page.context["form"]) == ["20000"]
        with django_assert_max_num_queries(NEVER + 3):
            page = client.post(NEW, typed | {"centre": "cdo lier", "search": "1"})
        assert len(offered(page.context["form"])) == min(count, 10)


def test_a_number_that_went_to_another_centre_chooses_nobody_else(amina, sign_in, typed, centre, other_centre):
    client = sign_in(amina)
    form = client.get(f"{NEW}?centre=123456").context["form"]
    chosen = {"centre": "123456", "target": form["target"].value()}
    for one, number in ((centre, "99998"), (other_centre, "123456")):
        one.institution_number = number
        one.save()
    refused = client.post(NEW, typed | chosen)
    assert (refused.status_code, sorted(refused.context["form"].errors)) == (400, ["target"])
    assert not Assessment.objects.exists()
