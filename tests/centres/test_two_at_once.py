"""Two administrators with one record open: what one changed stays, what both changed is for the second to decide."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from portal.centres import records, status
from portal.centres.forms import CentreForm
from portal.centres.models import Board, Centre, Site
from tests.centres.conftest import SITE

EDIT = "/centres/123456/edit/"


def opened(client, address: str) -> dict[str, str]:
    """What the form of this page holds, as a browser sends it back."""
    context = client.get(address).context
    form = context["form"]
    values = {name: form[name].value() for name in form.fields} | dict(context["of"])
    return {name: "" if value is None else str(value) for name, value in values.items()}


@pytest.fixture
def second(amina, sign_in):
    return sign_in(amina)


@pytest.fixture
def first_changes(amina, centre):
    """What the first one saves of the centre."""
    return lambda **fields: records.change_centre(
        centre=Centre.objects.get(pk=centre.pk),
        fields=fields,
        seen=Centre.objects.get(pk=centre.pk).revision,
        actor=amina,
    )


def of_centre(*names: str) -> tuple:
    return Centre.objects.values_list(*names).get()


def test_who_changed_another_field_saves_and_keeps_what_the_first_one_saved(second, first_changes):
    typed = opened(second, EDIT)
    first_changes(phone="02 111 11 11", begins_on=timezone.localdate())
    assert second.post(EDIT, typed | {"street": "Kaai 3"}).status_code == 302
    assert of_centre("street", "phone", "begins_on") == ("Kaai 3", "02 111 11 11", timezone.localdate())
    newest, before = Centre.history.order_by("-history_id")[:2]
    assert [one.field for one in newest.diff_against(before).changes if one.field != "revision"] == ["street"]


def test_only_what_both_changed_is_in_conflict_and_the_rest_is_shown_as_it_is_now(second, first_changes):
    typed = opened(second, EDIT) | {"street": "Kaai 3", "email": "b@example.be"}
    first_changes(phone="02 111 11 11", street="Markt 1")
    answer = second.post(EDIT, typed)
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors)) == (200, ["__all__", "street"])
    assert "Markt 1" in form.errors["street"][0]
    shown = [form[name].value() for name in ("street", "email", "phone", "seen")]
    assert shown == ["Kaai 3", "b@example.be", "02 111 11 11", 1]
    assert of_centre("street", "email") == ("Markt 1", "")
    again = typed | {name: str(form[name].value()) for name in ("phone", "seen")}
    assert second.post(EDIT, again).status_code == 302
    assert of_centre("street", "email", "phone") == ("Kaai 3", "b@example.be", "02 111 11 11")


def test_what_both_changed_alike_is_no_conflict(second, first_changes):
    typed = opened(second, EDIT) | {"street": "Kaai 3", "phone": "02 2"}
    first_changes(street="Kaai 3")
    assert second.post(EDIT, typed).status_code == 302
    assert of_centre("street", "phone") == ("Kaai 3", "02 2")


def test_it_goes_field_by_field_over_several_changes(second, first_changes):
    typed = opened(second, EDIT) | {"street": "Kaai 3"}
    for fields in ({"phone": "02 1"}, {"street": "Markt 1"}, {"street": ""}, {"phone": "02 2"}):
        first_changes(**fields)
    assert second.post(EDIT, typed).status_code == 302
    assert of_centre("street", "phone", "revision") == ("Kaai 3", "02 2", 5)


def test_the_board_that_the_first_one_chose_stays_too(second, first_changes, centre):
    typed = opened(second, EDIT)
    first_changes(board=Board.objects.create(institution_number="977042", name="Andere"))
    assert second.post(EDIT, typed | {"phone": "02 2"}).status_code == 302
    assert of_centre("board__name", "phone") == ("Andere", "02 2")


def test_two_who_choose_another_board(second, first_changes):
    typed = opened(second, EDIT) | {"board_number": "977043", "board_name": "Derde"}
    first_changes(board=Board.objects.create(institution_number="977042", name="Andere"))
    form = second.post(EDIT, typed).context["form"]
    assert sorted(form.errors) == ["__all__", "board_number"]
    assert "977042" in form.errors["board_number"][0]
    assert second.post(EDIT, typed | {"seen": 1}).status_code == 302
    assert of_centre("board__name") == ("Derde",)


def test_a_province_that_is_none_any_more_stands_in_nobodys_way(second, first_changes, centre):
    Centre.objects.filter(pk=centre.pk).update(province="Brabant")
    Centre.history.update(province="Brabant")
    typed = opened(second, EDIT)
    first_changes(province="Vlaams-Brabant")
    assert second.post(EDIT, typed | {"phone": "02 2"}).status_code == 302
    assert of_centre("province", "phone") == ("Vlaams-Brabant", "02 2")


def test_a_centre_that_was_closed_meanwhile_stays_closed(second, amina, centre):
    typed = opened(second, EDIT)
    day = timezone.localdate() - timedelta(days=1)
    status.close(centre=centre, day=day, reason="stopt", end_terms=True, seen=0, actor=amina)
    assert second.post(EDIT, typed | {"phone": "02 2"}).status_code == 302
    assert of_centre("status", "ends_on", "phone") == ("closed", day, "02 2")


def test_what_was_read_is_unknown_so_each_difference_is_for_the_second_to_decide(second, first_changes):
    typed = opened(second, EDIT)
    first_changes(phone="02 111 11 11")
    Centre.history.filter(revision=0).delete()
    form = second.post(EDIT, typed | {"street": "Kaai 3"}).context["form"]
    assert sorted(form.errors) == ["__all__", "phone", "street"]


@pytest.mark.parametrize("seen", [9, 10**30])
def test_a_revision_that_never_was_overwrites_nothing(seen, second, centre):
    typed = opened(second, EDIT) | {"street": "Kaai 3", "seen": str(seen)}
    form = second.post(EDIT, typed).context["form"]
    assert (sorted(form.errors), form["seen"].value(), of_centre("street")) == (["__all__", "street"], 0, ("",))


def test_what_is_wrong_is_told_together_with_the_conflict(second, first_changes):
    typed = opened(second, EDIT) | {"street": "Kaai 3", "postcode": "9"}
    first_changes(street="Markt 1")
    assert sorted(second.post(EDIT, typed).context["form"].errors) == ["__all__", "postcode", "street"]


def test_a_site(second, amina, centre):
    site = records.add_site(centre=centre, fields=SITE | {"phone": "053 1"}, actor=amina)
    address = "/centres/123456/sites/01/edit/"
    typed = opened(second, address)
    records.change_site(site=site, fields={"phone": "053 9"}, seen=0, actor=amina)
    assert second.post(address, typed | {"street": "Kaai 3"}).status_code == 302
    assert Site.objects.values_list("street", "phone").get() == ("Kaai 3", "053 9")
    removal = second.post(address, typed | {"remove": "1"})
    assert (sorted(removal.context["form"].errors), Site.objects.count()) == (["__all__"], 1)
    shown = removal.context["form"]
    assert [shown[name].value() for name in ("street", "phone", "seen")] == ["Kaai 3", "053 9", 2]
    assert second.post(address, typed | {"remove": "1", "seen": "2"}).status_code == 302
    assert Site.objects.count() == 0


def test_a_board(second, amina, centre):
    board = Board.objects.get(pk=centre.board_id)
    typed = opened(second, "/centres/123456/board/")
    records.change_board(board=board, fields={"name": "Scholengroep Zenne"}, seen=0, actor=amina)
    assert second.post("/centres/123456/board/", typed | {"institution_number": "977042"}).status_code == 302
    assert Board.objects.values_list("institution_number", "name").get() == ("977042", "Scholengroep Zenne")
    renamed = second.post("/centres/123456/board/", typed | {"name": "Anders"})
    assert sorted(renamed.context["form"].errors) == ["__all__", "name"]


def test_who_is_overtaken_between_reading_and_writing_is_told_and_sees_what_is_there(
    second, first_changes, centre, amina
):
    """The form was right when it was looked at; the conditional UPDATE finds another revision."""
    typed = QueryDict(mutable=True)
    typed.update(opened(second, EDIT) | {"street": "Kaai 3"})
    form = CentreForm(typed, instance=Centre.objects.select_related("board").get(pk=centre.pk))
    assert form.is_valid()
    read = Centre.objects.get(pk=centre.pk)
    first_changes(phone="02 111 11 11", street="Markt 1")
    given = {"fields": form.record(), "seen": form.cleaned_data["seen"], "actor": amina}
    assert form.saved(lambda: records.change_centre(centre=read, **given)) is False
    assert of_centre("street", "revision") == ("Markt 1", 1)
    assert sorted(form.errors) == ["__all__", "street"]
    assert [form[name].value() for name in ("street", "phone", "seen")] == ["Kaai 3", "02 111 11 11", 1]


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        ("edit/", {"phone": "02 111 11 11"}),
        ("status/", {"step": "close", "day": "2026-01-01", "reason": "dicht"}),
        ("sites/new/", SITE | {"number": "02"}),
        ("sites/01/edit/", {"phone": "02 111 11 11"}),
        ("sites/01/edit/", {"remove": "1"}),
        ("board/", {"name": "Ander bestuur"}),
        ("appointments/new/", {"email": "jef@example.be", "function": "director"}),
    ],
)
def test_a_form_is_never_saved_on_another_record_that_has_its_number_by_now(place, typed, second, centre, other_centre):
    for index, one in enumerate((centre, other_centre)):
        Site.objects.create(centre=one, **SITE)
        one.board = Board.objects.create(institution_number=f"9000{index}", name=f"Bestuur {index}")
        one.save()
    address, words = f"/centres/123456/{place}", "Wat ik typte"
    sent = opened(second, address) | typed | {"words": words}
    for one, number in ((centre, "99998"), (other_centre, "123456")):
        Centre.objects.filter(pk=one.pk).update(institution_number=number)
    before = [list(model.objects.order_by("pk").values()) for model in (Centre, Site, Board)]
    answer = second.post(address, sent, headers={"accept-language": "en"})
    assert (answer.status_code, "its number was changed since" in answer.text, words in answer.text) == (
        404,
        True,
        True,
    )
    assert [list(model.objects.order_by("pk").values()) for model in (Centre, Site, Board)] == before


def test_neither_is_a_site_that_got_the_number_of_one_that_was_removed(second, amina, centre):
    old = records.add_site(centre=centre, fields=SITE, actor=amina)
    address = "/centres/123456/sites/01/edit/"
    sent = opened(second, address) | {"phone": "02 111 11 11"}
    records.remove_site(site=old, seen=0, actor=amina)
    records.add_site(centre=centre, fields=SITE | {"street": "Kaai 3"}, actor=amina)
    for more in ({}, {"remove": "1"}):
        assert second.post(address, sent | more).status_code == 404
    assert Site.objects.values_list("street", "phone").get() == ("Kaai 3", "")


def test_a_board_that_was_seen_stays_although_its_number_went_to_another(second, amina, centre):
    seen, other = (Board.objects.create(institution_number=f"9000{one}", name=f"Bestuur {one}") for one in range(2))
    Centre.objects.filter(pk=centre.pk).update(board=seen)
    sent = opened(second, EDIT) | {"phone": "02 111 11 11"}
    for one, number in ((seen, "90009"), (other, "90000")):
        Board.objects.filter(pk=one.pk).update(institution_number=number)
    assert second.post(EDIT, sent).status_code == 302
    assert of_centre("board", "phone") == (seen.pk, "02 111 11 11")
    assert second.post(EDIT, opened(second, EDIT) | {"board_number": "90000"}).status_code == 302
    assert of_centre("board") == (other.pk,)
