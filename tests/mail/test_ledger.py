from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.mail.enums import MailState
from portal.mail.ledger import Attachment, queue
from portal.mail.models import OutgoingMail

ASK = {
    "purpose": "report",
    "subject_key": "report:1",
    "recipient": "user:1",
    "recipient_name": "Els De Smet",
    "address": "els@example.be",
}


def test_a_row_waits_for_the_worker_at_once(db):
    row = queue(**ASK)
    assert (row.state, row.attempts, row.language) == (MailState.QUEUED, 0, "nl")
    assert list(OutgoingMail.objects.due()) == [row]
    assert abs(row.next_at - timezone.now()) < timedelta(seconds=10)


def test_the_attachment_is_kept_by_name_and_hash(db):
    row = queue(**ASK, attachment=Attachment(name="reports/1.pdf", sha256="ab" * 32, filename="verslag.pdf"))
    assert (row.attachment_name, row.attachment_sha256, row.attachment_filename) == (
        "reports/1.pdf",
        "ab" * 32,
        "verslag.pdf",
    )


def test_the_same_deed_asked_twice_is_one_mail(db):
    first = queue(**ASK)
    assert queue(**{**ASK, "address": "elders@example.be"}) == first
    assert list(OutgoingMail.objects.values_list("address", flat=True)) == ["els@example.be"]


def test_asking_twice_leaves_the_transaction_around_it_usable(db):
    with transaction.atomic():
        queue(**ASK)
        queue(**ASK)
        queue(**{**ASK, "recipient": "user:2"})
    assert OutgoingMail.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_asks_for_no_mail():
    with transaction.atomic():
        queue(**ASK)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_each_mail_has_its_own_message_id_on_the_host_of_the_portal(db, settings):
    settings.PUBLIC_BASE_URL = "https://doorlichting.example.be"
    ids = {queue(**{**ASK, "recipient": f"user:{n}"}).message_id for n in range(3)}
    assert len(ids) == 3
    assert {message_id.partition("@")[2] for message_id in ids} == {"doorlichting.example.be>"}


def test_a_name_longer_than_the_column_is_cut(db):
    assert queue(**{**ASK, "recipient_name": "x" * 300}).recipient_name == "x" * 200
