"""Making accounts for people."""

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.people import make_person
from portal.mail.models import OutgoingMail


@pytest.mark.parametrize("name", ["Eve\r\nBcc: x@evil.example", "Eve\x00", "Eve\n"])
def test_a_name_stands_on_one_line(name, db):
    with pytest.raises(ValidationError) as refused:
        make_person(email="eve@example.be", given_name=name + "x", family_name="Peeters", role="centre")
    assert list(refused.value.error_dict) == ["given_name"]
    assert (User.objects.count(), OutgoingMail.objects.count()) == (0, 0)
