"""Somebody loses sight of an assessment, or a text goes, between opening the page and the deed."""

import pytest
from django.contrib.auth.models import Permission

from assessments.models import Assessment, Passage
from tests.assessments.conftest import REFERENCE


@pytest.mark.parametrize("gone", [Assessment.DoesNotExist, Passage.DoesNotExist])
def test_what_is_gone_meanwhile_is_not_found(gone, draft, bram, sign_in, monkeypatch):
    def deed(**_words):
        raise gone

    monkeypatch.setattr("assessments.views.passages.save_passage", deed)
    passage = Passage.objects.filter(assessment=draft).first()
    url = f"/assessments/{REFERENCE}/passages/{passage.pk}/"
    assert sign_in(bram).post(url, {"revision": 0, "text": "Iets."}).status_code == 404


def test_a_broken_installation_does_not_look_like_a_wrong_address(draft, bram, sign_in, monkeypatch):
    def broken(*_given):
        raise Permission.DoesNotExist

    monkeypatch.setattr("assessments.views.opening._visible_to", broken)
    with pytest.raises(Permission.DoesNotExist):
        sign_in(bram).get(f"/assessments/{REFERENCE}/")
