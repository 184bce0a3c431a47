import pytest

from portal.mail import purposes
from portal.mail.purposes import Content, Purpose


def write(mail) -> Content:
    return Content("a", "b")


def test_a_purpose_is_found_by_its_code(letters):
    poem = Purpose("poem", "Gedicht", write)
    purposes.register(poem)
    assert (purposes.get("poem"), purposes.label("poem"), poem.may_go(None)) == (poem, "Gedicht", "")


def test_registered_twice_it_is_still_one(letters):
    purposes.register(Purpose("poem", "Gedicht", write))
    purposes.register(Purpose("poem", "Gedicht", write))
    assert purposes.get("poem").label == "Gedicht"


def test_two_purposes_can_not_share_a_code(letters):
    purposes.register(Purpose("poem", "Gedicht", write))
    with pytest.raises(ValueError, match="poem"):
        purposes.register(Purpose("poem", "Ander gedicht", write))


def test_an_unknown_purpose_has_its_code_for_a_label(letters):
    assert purposes.label("poem") == "poem"
    with pytest.raises(purposes.PurposeUnknown):
        purposes.get("poem")
