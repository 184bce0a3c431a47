"""Invitations that wait."""

import pytest

from portal.accounts import inviting
from portal.accounts.invitation_mail import link_of
from portal.accounts.models import Invitation


def path_of(invitation: Invitation) -> str:
    return link_of(invitation).removeprefix("http://testserver")


@pytest.fixture
def invited(amina) -> Invitation:
    """Nel, to be an inspector."""
    return inviting.invite(email="Nel@Example.be", role="inspector", actor=amina)
