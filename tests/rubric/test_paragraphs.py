"""A paragraph and its sentences: the join is the text to the letter, hand-made borders and remarks stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.drafting import Frozen
from rubric.models import Scale, Statement
from rubric.paragraphs import OtherText, Sentence, fingerprint, join, paragraph_of, reworded, split, write
from rubric.sentences import plain
from tests.rubric.test_storing import a_manuscript, stored

TEXT = "Het team werkt bv. Nederlands uit. Het volgt (CLB) op, enz. en meer. Klaar."
THREE = ["Het team werkt bv. Nederlands uit.", "Het volgt (CLB) op, enz. en meer.", "Klaar."]


@pytest.fixture
def draft(db):
    return stored(a_manuscript(scales=2, levels=3, target=None))


@pytest.fixture
def place(draft):
    """An empty place to write in, as the functions name it."""
    Statement.objects.filter(descriptor__scale__version=draft).delete()
    scale, level = draft.scales.first(), draft.levels.first()
    return {"version_id": draft.pk, "scale_id": scale.pk, "level_id": level.pk}


def texts(found):
    return [sentence.text for sentence in found]


def begun(place, paragraph=TEXT):
    return write(**place, was=fingerprint([]), paragraph=paragraph, errata=[])


def test_a_pasted_paragraph_is_stored_as_its_sentences(place):
    assert texts(begun(place, f"  {TEXT}\n")) == THREE
    rows = Statement.objects.filter(descriptor__scale_id=place["scale_id"])
    assert list(rows.values_list("position", "text")) == list(enumerate(THREE, 1))


def test_sentences_joined_by_hand_stay_joined_while_the_words_around_stay(place):
    now = join(**place, was=fingerprint(begun(place)), number=1)
    assert texts(now) == [f"{THREE[0]} {THREE[1]}", THREE[2]]
    now = write(**place, was=fingerprint(now), paragraph=f"Vandaag. {TEXT} Einde.", errata=[])
    assert texts(now) == ["Vandaag.", f"{THREE[0]} {THREE[1]}", THREE[2], "Einde."]


def test_a_sentence_split_by_hand_stays_split_while_the_words_around_stay(place):
    now = split(**place, was=fingerprint(begun(place)), number=1, word=4)
    assert texts(now)[:2] == ["Het team werkt bv.", "Nederlands uit."]
    now = write(**place, was=fingerprint(now), paragraph=TEXT.replace("Klaar", "Af"), errata=[])
    assert texts(now) == ["Het team werkt bv.", "Nederlands uit.", THREE[1], "Af."]


def test_what_is_still_being_typed_is_no_border(place):
    now = begun(place, "Het team")
    assert texts(write(**place, was=fingerprint(now), paragraph="Het team werkt. En", errata=[])) == [
        "Het team werkt.",
        "En",
    ]


def test_remarks_stay_with_their_sentences(place):
    now = write(**place, was=fingerprint(begun(place)), paragraph=TEXT, errata=["", "Zo in de bron.", ""])
    assert now[1] == Sentence(THREE[1], "Zo in de bron.")
    now = write(**place, was=fingerprint(now), paragraph=f"Eerst dit. {TEXT}", errata=["", "Zo in de bron.", ""])
    assert [one.erratum for one in now] == ["", "", "Zo in de bron.", ""]
    now = write(**place, was=fingerprint(now), paragraph=paragraph_of(now).replace("meer", "minder"), errata=[])
    assert now[2] == Sentence("Het volgt (CLB) op, enz. en minder.", "Zo in de bron.")
    assert [one.erratum for one in join(**place, was=fingerprint(now), number=3)] == ["", "", "Zo in de bron."]


def test_a_text_that_somebody_else_changed_is_given_back_and_nothing_saved(place):
    seen = begun(place)
    theirs = write(**place, was=fingerprint(seen), paragraph="Van een ander.", errata=[])
    for again in (
        lambda: write(**place, was=fingerprint(seen), paragraph="Van mij.", errata=[]),
        lambda: join(**place, was=fingerprint(seen), number=1),
        lambda: split(**place, was=fingerprint(seen), number=1, word=1),
    ):
        with pytest.raises(OtherText) as clash:
            again()
        assert clash.value.now == theirs
    assert [row.text for row in Statement.objects.filter(descriptor__scale_id=place["scale_id"])] == ["Van een ander."]


def test_the_same_save_twice_is_no_clash(place):
    first = begun(place)
    assert write(**place, was=fingerprint([]), paragraph=TEXT, errata=["", "", ""]) == first


@pytest.mark.parametrize(("number", "word"), [(0, 1), (4, 1), (1, 0), (1, 6), (-1, 1)])
def test_what_cannot_be_split_or_joined_is_not_there(place, number, word):
    was = fingerprint(begun(place))
    with pytest.raises(Statement.DoesNotExist):
        split(**place, was=was, number=number, word=word)
    if number != 1:
        with pytest.raises(Statement.DoesNotExist):
            join(**place, was=was, number=number)


def test_a_scale_of_another_version_is_not_there(place, version):
    with pytest.raises(Scale.DoesNotExist):
        write(**place | {"scale_id": version.scales.first().pk}, was=fingerprint([]), paragraph="X.", errata=[])


def test_nothing_is_written_under_a_published_version(version):
    place = {"version_id": version.pk, "scale_id": version.scales.first().pk, "level_id": version.levels.first().pk}
    with pytest.raises(Frozen):
        write(**place, was="", paragraph="X.", errata=[])


def test_a_forged_letter_is_dropped(place):
    assert begun(place, "Een\0zin.") == [Sentence("Een zin.")]


@given(st.lists(st.text("Ab. ", min_size=1, max_size=12), max_size=5), st.text("Abé.! ", max_size=60))
def test_the_join_is_the_paragraph_to_the_letter(old, paragraph):
    read = [Sentence(plain(text), "Slip.") for text in old if plain(text)]
    assert paragraph_of(reworded(read, paragraph)) == plain(paragraph)
    same = paragraph_of(read)
    assert paragraph_of(reworded(read, same)) == same
