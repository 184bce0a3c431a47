"""Nobody's words are lost, whoever saves what at which moment."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.dossier import dossier_of
from assessments.errors import Refused
from assessments.models import Assessment, Passage, PassageRevision, Proposal
from assessments.writing import Outcome, decide, save_passage
from tests.assessments.conftest import REFERENCE, fresh, write


@pytest.fixture
def passage(draft):
    return dossier_of(draft).scales[0].narrative


def now(passage):
    return Passage.objects.get(pk=passage.pk)


def texts(passage):
    return list(passage.revisions.values_list("number", "text"))


def settle(passage, proposal, text, actor, base):
    return decide(
        reference=REFERENCE, passage_id=passage.pk, proposal_id=proposal.pk, base=base, text=text, actor=actor
    )


def test_a_text_becomes_a_revision(passage, bram):
    saved = write(passage, "Een.", bram)
    assert (saved.outcome, saved.passage.text, saved.passage.revision) == (Outcome.ACCEPTED, "Een.", 1)
    stands = now(passage)
    assert (stands.text, stands.revision, stands.changed_by) == ("Een.", 1, bram)
    assert texts(passage) == [(1, "Een.")]


@pytest.mark.parametrize("text", [" \n\t ", "\u200b", "\u2060 \u2800\n", "\u3164\ufe0f"])
def test_a_text_that_shows_nothing_is_none(text, passage, bram, draft):
    base = write(passage, "Een.", bram).passage
    write(base, text, bram)
    assert (now(passage).text, dossier_of(draft).scales[0].is_written) == ("", False)


def test_the_same_text_is_no_revision(passage, bram, chloe):
    write(passage, "Een.", bram)
    assert write(passage, "Een.", chloe).outcome == Outcome.ACCEPTED
    assert texts(passage) == [(1, "Een.")]
    assert Proposal.objects.count() == 0


def test_changes_of_different_sentences_both_stand(passage, bram, chloe):
    base = write(passage, "Een. Twee. Drie.", bram).passage
    write(base, "Een. Twee. Drie vier.", bram)
    saved = write(base, "Nul. Twee. Drie.", chloe)
    assert (saved.outcome, now(passage).text) == (Outcome.MERGED, "Nul. Twee. Drie vier.")
    assert texts(passage)[-1] == (3, "Nul. Twee. Drie vier.")


def test_changes_of_the_same_sentence_are_both_kept(passage, bram, chloe):
    base = write(passage, "Een. Twee.", bram).passage
    write(base, "Een. Twee van Bram.", bram)
    saved = write(base, "Een. Twee van Chloé.", chloe)
    assert saved.outcome == Outcome.CONFLICT
    assert now(passage).text == "Een. Twee van Bram."
    kept = Proposal.objects.get()
    assert (kept, kept.text, kept.author, kept.base) == (saved.proposal, "Een. Twee van Chloé.", chloe, 1)


def test_the_same_refused_text_sent_again_is_one_proposal(passage, bram, chloe):
    write(passage, "Van Bram.", bram)
    first, second = (write(passage, "Van Chloé.", chloe).proposal for _ in range(2))
    assert first == second
    assert Proposal.objects.count() == 1


def test_a_page_whose_answer_was_lost_does_not_collide_with_itself(passage, bram):
    write(passage, "Een", bram, page="p1")
    saved = write(passage, "Een en twee", bram, page="p1", base=0)
    assert (saved.outcome, now(passage).text) == (Outcome.ACCEPTED, "Een en twee")


@pytest.mark.parametrize("page", ["", "p2"])
def test_another_page_of_the_same_person_does_collide(passage, bram, page):
    write(passage, "Een", bram, page="p1")
    assert write(passage, "Twee", bram, page=page, base=0).outcome == Outcome.CONFLICT


def test_an_earlier_text_that_stands_in_ones_own_later_one_is_not_asked_about_again(passage, bram, chloe):
    """What an earlier page kept in the browser is sent after its words were decided upon."""
    write(passage, "Van Chloé.", chloe)
    proposal = write(passage, "Van Bram.", bram).proposal
    settle(passage, proposal, "Van Chloé. Van Bram.", bram, base=1)
    saved = write(passage, "Van Bram. ", bram)
    assert (saved.outcome, saved.passage.text) == (Outcome.ACCEPTED, "Van Chloé. Van Bram.")
    assert not Proposal.objects.filter(decided_at=None).exists()


def test_a_text_that_stands_in_a_colleagues_later_one_still_waits(passage, bram, chloe):
    """A sentence that somebody struck out would come back unasked."""
    base = write(passage, "Een. Twee.", bram).passage
    write(base, "Een. Twee en meer.", chloe)
    assert write(base, "Een.", bram).outcome == Outcome.CONFLICT


@pytest.mark.parametrize("mine", ["Een. Twee. ", "Een. Twee.\n"])
def test_white_space_at_the_end_is_no_difference(passage, bram, chloe, mine):
    base = write(passage, "Een.", bram).passage
    write(base, "Een. Twee.", bram)
    assert write(base, mine, chloe).outcome == Outcome.ACCEPTED
    assert write(base, "Een. \n", chloe).outcome == Outcome.MERGED
    assert now(passage).text == "Een. Twee."


def test_a_longer_text_takes_the_place_of_what_waits_of_the_same_writer(passage, bram, chloe):
    write(passage, "Van Bram.", bram)
    shorter = write(passage, "Van Chloé. ", chloe).proposal
    longer = write(passage, "Van Chloé. En meer.", chloe).proposal
    assert list(Proposal.objects.filter(decided_at=None)) == [longer]
    shorter.refresh_from_db()
    assert shorter.text == "Van Chloé. "


def test_a_page_token_of_somebody_else_does_not_help(passage, bram, chloe):
    write(passage, "Een", bram, page="p1")
    assert write(passage, "Twee", chloe, page="p1", base=0).outcome == Outcome.CONFLICT


def test_somebody_between_two_saves_of_one_page_is_not_overwritten(passage, bram, chloe):
    write(passage, "Een", bram, page="p1")
    write(now(passage), "Een van Chloé", chloe, page="p2")
    assert write(passage, "Een en twee", bram, page="p1", base=0).outcome == Outcome.CONFLICT
    assert now(passage).text == "Een van Chloé"


@pytest.mark.parametrize("base", [2, 99, 10**14, -1])
def test_a_base_that_never_was_counts_as_the_empty_beginning(passage, bram, chloe, base):
    write(passage, "Een.", bram)
    saved = write(passage, "Twee.", chloe, base=base)
    assert saved.outcome == Outcome.CONFLICT
    assert (Proposal.objects.get().base, Proposal.objects.get().text) == (0, "Twee.")
    assert now(passage).text == "Een."


def test_line_ends_and_null_characters_are_normalised(passage, bram):
    assert write(passage, "Een\r\ntwee\rdrie\x00.", bram, page="p\x00").passage.text == "Een\ntwee\ndrie."
    assert PassageRevision.objects.get().page == "p"


def test_clearing_a_text_keeps_what_stood(passage, bram):
    base = write(passage, "Een.", bram).passage
    write(base, "", bram)
    assert texts(passage) == [(1, "Een."), (2, "")]


def test_deciding_between_two_texts(passage, bram, chloe):
    write(passage, "Van Bram.", bram)
    proposal = write(passage, "Van Chloé.", chloe).proposal
    saved = settle(passage, proposal, "Van Bram en Chloé.", bram, base=1)
    assert (saved.outcome, now(passage).text) == (Outcome.ACCEPTED, "Van Bram en Chloé.")
    proposal.refresh_from_db()
    assert proposal.text == "Van Chloé."
    assert proposal.decided_at is not None


def test_keeping_what_stands_decides_too(passage, bram, chloe):
    write(passage, "Van Bram.", bram)
    proposal = write(passage, "Van Chloé.", chloe).proposal
    settle(passage, proposal, "Van Bram.", chloe, base=1)
    assert texts(passage) == [(1, "Van Bram.")]
    assert Proposal.objects.filter(decided_at=None).count() == 0


def test_deciding_after_yet_another_change_keeps_the_proposal_open(passage, bram, chloe):
    write(passage, "Van Bram.", bram)
    proposal = write(passage, "Van Chloé.", chloe).proposal
    write(now(passage), "Van Bram, anders.", bram)
    saved = settle(passage, proposal, "Van beiden.", chloe, base=1)
    assert saved.outcome == Outcome.CONFLICT
    open_texts = set(Proposal.objects.filter(decided_at=None).values_list("text", flat=True))
    assert open_texts == {"Van Chloé.", "Van beiden."}
    assert now(passage).text == "Van Bram, anders."


def test_deciding_merges_with_a_change_elsewhere(passage, bram, chloe):
    start = write(passage, "Een. Twee. Drie.", bram).passage
    write(start, "Een van Bram. Twee. Drie.", bram)
    proposal = write(start, "Een van Chloé. Twee. Drie.", chloe).proposal
    write(now(passage), "Een van Bram. Twee. Drie vier.", bram)
    saved = settle(passage, proposal, "Een van beiden. Twee. Drie.", chloe, base=2)
    assert (saved.outcome, now(passage).text) == (Outcome.MERGED, "Een van beiden. Twee. Drie vier.")
    assert Proposal.objects.filter(decided_at=None).count() == 0


def test_a_proposal_of_another_text_stays_open(draft, passage, bram, chloe):
    other = dossier_of(draft).scales[1].narrative
    write(other, "Van Bram.", bram)
    proposal = write(other, "Van Chloé.", chloe).proposal
    settle(passage, proposal, "Hier.", bram, base=0)
    proposal.refresh_from_db()
    assert proposal.decided_at is None


def test_who_may_not_write_changes_nothing(passage, dirk, gust, amina):
    for actor, error in [(dirk, Refused), (amina, Refused), (gust, Assessment.DoesNotExist)]:
        with pytest.raises(error):
            write(passage, "Mag niet.", actor)
    assert texts(passage) == []


def test_a_final_text_stays(passage, draft, bram):
    write(passage, "Een.", bram)
    Assessment.objects.filter(pk=draft.pk).update(
        state="final",
        advice="favourable",
        judgement_sha256="x",
        judgement_locked_at="2026-11-20T10:00Z",
        synthesis_on="2026-11-20",
        finalised_at="2026-11-21T10:00Z",
    )
    with pytest.raises(Refused):
        write(now(passage), "Twee.", bram)
    assert fresh(draft).state == "final"
    assert texts(passage) == [(1, "Een.")]


def test_a_text_of_another_assessment_is_not_there(passage, bram):
    with pytest.raises(Passage.DoesNotExist):
        save_passage(reference=REFERENCE, passage_id=passage.pk + 1000, base=0, text="x", actor=bram)


def test_a_change_behind_the_lock_is_noticed(passage, bram, monkeypatch):
    """The condition of the update guards against a lock that somebody forgot to take."""
    monkeypatch.setattr("assessments.writing.timezone.now", lambda: _meddle(passage))
    with pytest.raises(RuntimeError, match="changed under its lock"):
        write(passage, "Een.", bram)


def _meddle(passage):
    Passage.objects.filter(pk=passage.pk).update(revision=7)


WORDS = st.sampled_from(["aap", "noot", "mies", "wim", "zus", "jet.", "teun!", "vuur\n", "gijs…", "\n", "lam?", "  "])
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=TEXTS, mine=TEXTS, theirs=TEXTS)
def test_no_word_of_anybody_is_lost(passage, bram, chloe, base, mine, theirs):
    with transaction.atomic():
        start = write(passage, base, bram).passage
        write(start, theirs, bram)
        saved = write(start, mine, chloe)
        kept = [now(passage).text]
        kept += Proposal.objects.filter(passage=passage).values_list("text", flat=True)
        kept += passage.revisions.values_list("text", flat=True)
        words = {word for text in kept for word in text.split()}
        merged = saved.outcome == Outcome.MERGED
        transaction.set_rollback(True)
    assert set(mine.split()) | set(theirs.split()) <= words
    if merged:  # no word is glued to another
        assert words <= set(base.split()) | set(mine.split()) | set(theirs.split())
