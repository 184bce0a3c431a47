"""The demo's people and centres are complete and keep the rules of the records."""

from django.contrib.auth.hashers import check_password

from portal.accounts.models import User
from portal.centres.access import differences
from portal.centres.models import Centre
from portal.home.demo_centres import make_people_and_centres
from portal.home.logins import LOGINS, PASSWORD
from portal.mail.models import OutgoingMail
from tests.conftest import TODAY


def test_twelve_active_centres_with_sites_board_and_people_in_office(db):
    make_people_and_centres()
    centres = Centre.objects.prefetch_related("sites", "appointments").select_related("board").filter(status="active")
    assert len(centres) == 12
    for centre in centres:
        centre.full_clean()
        assert sorted(one.function for one in centre.appointments.all()) == ["board", "director"]
        assert centre.board is not None
        assert min(site.number for site in centre.sites.all()) == "01"
    assert differences(TODAY) == (set(), set())
    assert OutgoingMail.objects.count() == 0


def test_each_status_is_there(db):
    make_people_and_centres()
    gone = Centre.objects.exclude(status="active").values_list("name", "status", "merged_into__name")
    assert sorted(gone) == [("CLW Halle", "closed", None), ("CLW Machelen", "merged", "CLW Vilvoorde")]


def test_everybody_of_the_list_of_logins_can_sign_in(db):
    make_people_and_centres()
    found = User.objects.filter(email__in=[email for email, _what in LOGINS])
    assert [check_password(PASSWORD, user.password) for user in found] == [True] * len(LOGINS)


def test_els_directs_vilvoorde_hilde_is_its_board_and_farid_directs_elsewhere(db):
    make_people_and_centres()
    sees = {
        name: [c.name for c in Centre.objects.all().visible_to(User.objects.get(email=f"{name}@example.be"), TODAY)]
        for name in ("els", "hilde", "farid")
    }
    assert sees == {
        "els": ["CLW Machelen", "CLW Vilvoorde"],
        "hilde": ["CLW Machelen", "CLW Vilvoorde"],
        "farid": ["CDO Genk"],
    }


def test_a_second_time_it_leaves_everything_as_it_is(db):
    make_people_and_centres()
    Centre.objects.filter(institution_number="30569").update(name="Renamed")
    make_people_and_centres()
    assert (Centre.objects.count(), Centre.objects.filter(name="Renamed").count()) == (14, 1)
