"""The life of a version: what it takes to publish one, that it is frozen from then on, and how it ends."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from rubric.completeness import gaps
from rubric.drafting import Changed, Frozen
from rubric.editing import change_facts
from rubric.enums import VersionStatus
from rubric.models import Instrument, InstrumentVersion, Scale
from rubric.publishing import Incomplete, copy_version, delete_draft, new_draft, publish, rename, retire
from rubric.storing import manuscript_of
from tests.rubric.test_storing import a_manuscript, stored


@pytest.fixture
def draft(db):
    return stored(a_manuscript(scales=2, levels=3, target=2))


def published(draft):
    return publish(version_id=draft.pk, seen=manuscript_of(draft).content_sha256)


def refused(act) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        act()
    return list(refusal.value.message_dict)


def test_a_new_draft_is_empty(db):
    draft = new_draft(code="duaal", number="1", title="Duaal leren", language="nl")
    assert (draft.status, str(draft), draft.instrument.code) == ("draft", "Duaal leren (1)", "duaal")
    assert refused(lambda: new_draft(code="duaal", number="2", title="Nog een", language="nl")) == ["code"]


def test_a_copy_holds_exactly_what_the_version_holds(version, shipped):
    copy = copy_version(version=version, code=version.instrument.code, number="2")
    assert manuscript_of(copy) == replace(shipped, version="2")
    assert (copy.status, copy.content_sha256, copy.published_at) == ("draft", "", None)
    assert refused(lambda: copy_version(version=version, code=version.instrument.code, number="2")) == ["number"]


def test_a_copy_may_begin_another_instrument(version, shipped):
    copy = copy_version(version=version, code="duaal", number="1")
    assert manuscript_of(copy) == replace(shipped, instrument="duaal")


def test_publishing_freezes_with_the_fingerprint_of_the_content(draft):
    sha256 = manuscript_of(draft).content_sha256
    now = published(draft)
    assert (now.status, now.content_sha256, now.published_at is not None) == ("published", sha256, True)
    assert manuscript_of(now).content_sha256 == sha256
    with pytest.raises(Frozen):
        published(draft)


def test_what_is_incomplete_is_not_published(draft):
    draft.scales.get(code="S2").delete()
    draft.scales.get(code="S1").descriptors.all().delete()
    with pytest.raises(Incomplete) as refusal:
        published(draft)
    assert [(gap.code, gap.level) for gap in refusal.value.gaps] == [("S1", f"niveau-{n}") for n in (1, 2, 3)]
    assert InstrumentVersion.objects.get(pk=draft.pk).status == VersionStatus.DRAFT


def test_what_changed_since_it_was_looked_at_is_not_published(draft):
    seen = manuscript_of(draft).content_sha256
    change_facts(version_id=draft.pk, was={"title": draft.title}, fields={"title": "Anders"})
    with pytest.raises(Changed):
        publish(version_id=draft.pk, seen=seen)


def test_publishing_40_scales_takes_few_queries(db, django_assert_max_num_queries):
    small, large = (stored(replace(a_manuscript(scales=n, levels=4, target=3), instrument=f"i{n}")) for n in (4, 40))
    for draft in (small, large):
        seen = manuscript_of(draft).content_sha256
        with django_assert_max_num_queries(16):
            publish(version_id=draft.pk, seen=seen)


def test_retiring_names_the_end_and_what_comes_after(draft, version):
    now = published(draft)
    after = retire(version_id=now.pk, valid_to=date(2027, 8, 31), successor_id=version.pk)
    assert (after.status, after.valid_to, after.successor, after.retired_at is not None) == (
        "retired",
        date(2027, 8, 31),
        version,
        True,
    )
    with pytest.raises(Frozen):
        retire(version_id=now.pk, valid_to=date(2028, 8, 31), successor_id=None)
    assert refused(lambda: retire(version_id=version.pk, valid_to=date(2027, 1, 1), successor_id=now.pk)) == [
        "successor"
    ]


def test_what_cannot_be_retired(draft, version):
    with pytest.raises(Frozen):
        retire(version_id=draft.pk, valid_to=date(2027, 8, 31), successor_id=None)
    now = published(draft)  # valid from 2026-09-01
    assert refused(lambda: retire(version_id=now.pk, valid_to=date(2026, 8, 31), successor_id=None)) == ["valid_to"]
    assert refused(lambda: retire(version_id=now.pk, valid_to=date(2027, 8, 31), successor_id=now.pk)) == ["successor"]


def test_a_draft_is_deleted_with_its_instrument_where_that_has_no_other_version(version, draft):
    other = copy_version(version=version, code=version.instrument.code, number="2")
    for one in (draft, other):
        delete_draft(version_id=one.pk)
    assert [str(one) for one in Instrument.objects.all()] == [version.instrument.code]
    with pytest.raises(Frozen):
        delete_draft(version_id=version.pk)


def test_renaming_a_draft(version, draft):
    assert str(rename(version_id=draft.pk, code="nieuw", number="2026").instrument) == "nieuw"
    assert manuscript_of(InstrumentVersion.objects.get(pk=draft.pk)).version == "2026"
    other = copy_version(version=version, code=version.instrument.code, number="2")
    code = version.instrument.code
    assert refused(lambda: rename(version_id=other.pk, code="x", number="2")) == ["code"]
    assert refused(lambda: rename(version_id=other.pk, code=code, number="1")) == ["number"]
    assert refused(lambda: rename(version_id=draft.pk, code=code, number="9")) == ["code"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_edit_that_began_before_the_freeze_is_wholly_in_it():
    draft = stored(a_manuscript(scales=2, levels=3, target=2))
    seen, started, outcome = manuscript_of(draft).content_sha256, threading.Event(), []

    def publishing():
        started.set()
        try:
            publish(version_id=draft.pk, seen=seen)
        except Changed:
            outcome.append("changed")
        finally:
            connections.close_all()

    with transaction.atomic():
        change_facts(version_id=draft.pk, was={"title": draft.title}, fields={"title": "Net op tijd"})
        thread = threading.Thread(target=publishing)
        thread.start()
        assert started.wait(10)
    thread.join(20)
    assert outcome == ["changed"]
    assert gaps(manuscript_of(InstrumentVersion.objects.select_related("instrument").get(pk=draft.pk))) == []
    assert connection.vendor == "postgresql"


def test_nothing_changes_a_published_version(draft):
    published(draft)
    with pytest.raises(Frozen):
        change_facts(version_id=draft.pk, was={"title": draft.title}, fields={"title": "Anders"})
    assert Scale.objects.filter(version=draft).count() == 2
