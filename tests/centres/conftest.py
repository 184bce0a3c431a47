"""What tests of centres share: a site, a merger, and of offices the director's term and a day on which it holds."""

from datetime import date

import pytest

from portal.centres import status
from portal.centres.models import Appointment, Centre
from portal.centres.offices import appoint

SITE = {"number": "01", "street": "Molenstraat 1", "postcode": "9300", "municipality": "Aalst"}
JEF = {"given_name": "Jef", "family_name": "Wouters", "password": "nieuwe woorden 2026"}
DAY = date(2026, 8, 31)  # a last day, before that of any test


def merged(centre, into, actor, **more) -> Centre:
    given = {"day": DAY, "reason": "samen verder", "end_terms": True, "seen": centre.revision} | more
    return status.merge(centre=centre, into=into, actor=actor, **given)


@pytest.fixture
def on_the_day(time_machine):
    time_machine.move_to("2026-11-23T10:00:00Z", tick=False)


@pytest.fixture
def term(amina, els, centre) -> Appointment:
    return appoint(centre=centre, user=els, function="director", start=date(2020, 9, 1), end=None, actor=amina)
