"""Invitations that wait."""

import re

import pytest

from portal.accounts import inviting
from portal.accounts.invitation_mail import link_of
from portal.accounts.models import Invitation


def path_of(invitation: Invitation) -> str:
    return link_of(invitation).removeprefix("http://testserver")


def led_to(answer) -> list[str]:
    """Where the summary of a refused form leads to."""
    summary = answer.text.split("error-summary")[1].split("</div>")[0]
    return re.findall(r'<a href="(/[^"]+)"', summary)


@pytest.fixture
def invited(amina) -> Invitation:
    """Nel, to be an inspector."""
    return inviting.invite(email="Nel@Example.be", role="inspector", actor=amina)
