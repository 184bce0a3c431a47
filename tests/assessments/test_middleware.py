"""Somebody loses sight of an assessment, or a text goes, between opening the page and the deed."""

import pytest

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
