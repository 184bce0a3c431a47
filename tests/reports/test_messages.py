from datetime import date

import pytest
from django.utils import translation

from assessments.reports.issuing import issue
from assessments.reports.messages import may_go, write
from portal.centres.models import Appointment, Centre
from portal.mail import purposes
from portal.mail.models import OutgoingMail
from tests.reports.factories import AT, appoint


@pytest.fixture
def mail(final, centre, dirk, els):
    appoint(els, centre, "director")
    issue(assessment=final, actor=dirk, at=AT)
    return OutgoingMail.objects.get()


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_the_purpose_is_known():
    assert purposes.get("report").render is write


def test_the_message_names_centre_and_advice_and_links_to_the_outcome(mail):
    mail.language = "en"
    content = write(mail)
    assert content.subject == "Inspection report 2026-014: CLW Vilvoorde"
    for part in (content.text, content.html):
        assert "http://testserver/outcomes/2026-014/" in part
        assert "favourable, with the obligation" in part
        assert "Hello Els," in part
    assert "edition" not in content.text


def test_a_name_with_markup_stays_a_name(mail, els):
    els.given_name = "<b>Els</b> & co"
    els.save()
    mail.language = "en"
    content = write(mail)
    assert "Hello <b>Els</b> & co," in content.text
    assert "Hello &lt;b&gt;Els&lt;/b&gt; &amp; co," in content.html


def test_it_may_go(mail):
    assert may_go(mail) == ""


def test_it_stays_when_the_person_left(mail):
    Appointment.objects.update(end=date(2026, 4, 15))
    assert may_go(mail) == "This person is no longer in office at the centre."


def test_it_may_go_to_who_leads_the_centre_that_carries_on(mail, centre, other_centre, els):
    Appointment.objects.update(end=date(2026, 4, 15))
    appoint(els, other_centre, "director")
    assert may_go(mail) == "This person is no longer in office at the centre."
    Centre.objects.filter(pk=centre.pk).update(status="merged", merged_into=other_centre)
    assert may_go(mail) == ""


def test_it_stays_when_the_account_is_closed(mail, els):
    els.is_active = False
    els.save()
    assert may_go(mail) == "This account is closed."


def test_it_stays_when_the_address_changed(mail, els):
    els.email = "els.desmet@example.be"
    els.save()
    assert may_go(mail) == "This account has another e-mail address by now."


def test_it_stays_when_a_later_edition_was_issued(mail, final, dirk):
    final.edition = 2
    issue(assessment=final, actor=dirk, at=AT)
    assert may_go(mail) == "A later edition of the report has been issued."
