"""What an account must be before it may be saved."""

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.people import new_person


@pytest.mark.parametrize("name", ["Eve\r\nBcc: x@evil.example", "Eve\x00", "Eve\n"])
def test_a_name_stands_on_one_line(name):
    with pytest.raises(ValidationError) as refused:
        new_person(email="eve@example.be", given_name=name + "x", family_name="Peeters", role="centre")
    assert list(refused.value.error_dict) == ["given_name"]


def test_signing_in_and_another_password_leave_no_history_and_other_changes_do(els):
    els.last_login = els.date_joined
    els.save(update_fields=["last_login"])
    els.set_password("x")
    els.save(update_fields=["password"])
    assert User.history.count() == 1
    els.given_name = "Elsie"
    els.save()
    assert list(User.history.values_list("history_type", "given_name")) == [("~", "Elsie"), ("+", "Els")]
    assert {"password", "last_login", "session_epoch"} & {
        field.name for field in User.history.model._meta.fields
    } == set()
