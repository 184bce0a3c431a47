"""What tests of offices share: the director's term, and a day on which it holds."""

from datetime import date

import pytest

from portal.centres.models import Appointment
from portal.centres.offices import appoint


@pytest.fixture
def on_the_day(time_machine):
    time_machine.move_to("2026-11-23T10:00:00Z", tick=False)


@pytest.fixture
def term(amina, els, centre) -> Appointment:
    return appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
