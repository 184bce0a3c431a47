"""Person × address × state: who gets a page, who a refusal, for whom it isn't there."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from assessments.locking import judgement_sha256
from portal.accounts.models import User
from portal.centres.inviting import invite
from portal.centres.models import Appointment, ImportRun, Site
from portal.centres.offices import appoint
from portal.mail.models import OutgoingMail
from rubric.models import Level, QuantifierWord, Scale, Statement
from rubric.paragraphs import Sentence, fingerprint
from tests.access.addresses import (
    FOR_EVERYBODY,
    OPEN,
    PEOPLE,
    PUBLIC,
    ROWS,
    SECRET,
    STATES,
    names_of_all_addresses,
    rows_in,
)
from tests.accounts.reading import tokens_in
from tests.assessments.conftest import fresh
from tests.rubric.test_storing import a_manuscript, stored


@pytest.fixture
def people(amina, bram, chloe, dirk, els, farid, gust, hilde):
    return {"amina": amina, "bram": bram, "chloe": chloe, "dirk": dirk, "els": els, "farid": farid, "gust": gust}


@pytest.fixture(autouse=True)
def centre_in_use(centre, other_centre, amina, els, farid):
    """Els and Farid in office, each at a centre of their own; a site."""
    Site.objects.create(centre=centre, number="01", street="Stationsstraat 1", municipality="Vilvoorde")
    for where, user in [(centre, els), (other_centre, farid)]:
        appoint(centre=where, user=user, function="director", start=date(2026, 1, 1), end=None, actor=amina)


@pytest.fixture(autouse=True)
def mail(db):
    """A mail of which nobody knows whether it arrived."""
    return OutgoingMail.objects.create(
        purpose="report", subject_key="report:0", recipient="user:0", address="els@example.be", state="unknown"
    )


@pytest.fixture(autouse=True)
def draft_instrument(db):
    """An instrument that is still being written: scale S1 at niveau-1 has one sentence of two words or more."""
    stored(replace(a_manuscript(scales=2, levels=2, target=None), instrument="ontwerp"))


def written() -> dict[str, object]:
    """What the addresses of that instrument name."""
    scale = Scale.objects.get(version__instrument__code="ontwerp", code="S1")
    level = Level.objects.get(version_id=scale.version_id, code="niveau-1")
    rows = Statement.objects.filter(descriptor__scale=scale, descriptor__level=level)
    text = fingerprint([Sentence(text, remark or "") for text, remark in rows.values_list("text", "errata__remark")])
    return {"scale": scale.pk, "level": level.pk, "rule": level.expectations.first().pk, "text": text}


def filled_in(work) -> dict[str, object]:
    """What stands between braces in the rows."""
    assessment = fresh(work.assessment)
    return {
        "passage": work.passage.pk,
        "finding": work.finding.pk,
        "thread": work.thread.pk,
        "proposal": work.proposal.pk,
        "revision": work.passage.revision,
        "seen": assessment.revision,
        "judgement": judgement_sha256(assessment),
        "version": assessment.versions.get().number,
        "import_run": ImportRun.objects.create(source="centra.csv").pk,
        "appointment": Appointment.objects.get(centre=assessment.centre).pk,
        "word": QuantifierWord.objects.get_or_create(word="amper")[0].pk,
        "invitation": invite(
            centre=assessment.centre,
            email="jef@example.be",
            function="director",
            start=date(2026, 1, 1),
            end=None,
            actor=User.objects.get(email="amina@example.be"),
        ).invitation_id,
        "person": User.objects.get(email="bram@example.be").pk,
        "mail": OutgoingMail.objects.earliest("pk").pk,
        **written(),
    }


def ask(client, row, values) -> int:
    """The status, with everything that the request did undone."""
    path = row.path.format(**values)
    with transaction.atomic():
        if row.method == "GET":
            response = client.get(path)
        else:
            response = client.post(path, {name: value.format(**values) for name, value in row.data.items()})
        transaction.set_rollback(True)
    for close in response._resource_closers:  # files that were given; response.close() would end the connection, too
        close()
    if response.status_code == 302 and response.url.startswith("/login/"):
        return 401
    return response.status_code


def signed_out(row) -> int:
    """What who isn't signed in gets."""
    return row.expected("draft")["bram"] if row.name in OPEN else 401


def test_every_address_has_a_row():
    known = {row.name for row in ROWS} | PUBLIC | SECRET | FOR_EVERYBODY
    assert set(names_of_all_addresses()) == known


@pytest.mark.parametrize("state", STATES, indirect=True)
def test_who_gets_what(state, work, people, client):
    values, got, expected = filled_in(work), {}, {}
    for person in PEOPLE:
        client.force_login(people[person], backend="allauth.account.auth_backends.AuthenticationBackend")
        for row in rows_in(state):
            got[f"{person}: {row}"] = ask(client, row, values)
            expected[f"{person}: {row}"] = row.expected(state)[person]
    assert got == expected


@pytest.mark.parametrize("state", ["draft"], indirect=True)
def test_nobody_gets_in_without_signing_in(state, work, client):
    values = filled_in(work)
    assert {str(row): ask(client, row, values) for row in ROWS} == {str(row): signed_out(row) for row in ROWS}


@pytest.mark.parametrize("state", ["draft", "review"], indirect=True)
def test_every_form_that_is_sent_holds_one_token(state, work, people, client):
    """A second one would be out of date after signing in anew, and the first that the server reads."""
    values = filled_in(work)
    paths = {row.path.format(**values) for row in rows_in(state) if row.method == "GET"}
    counts = {}
    for person in ("amina", "bram", "dirk", "els"):
        client.force_login(people[person], backend="allauth.account.auth_backends.AuthenticationBackend")
        counts |= {f"{person}: {path}": tokens_in(page_of(client.get(path))) for path in sorted(paths)}
    assert {page: found for page, found in counts.items() if set(found) - {1}} == {}
    assert sum(map(len, counts.values())) > 150


def page_of(response) -> str:
    for close in response._resource_closers:  # see `ask`
        close()
    is_page = response.headers["Content-Type"].startswith("text/html") and not response.streaming
    return response.text if is_page else ""


@pytest.mark.parametrize("state", ["draft"], indirect=True)
def test_an_inactive_person_is_sent_to_the_login_page(state, work, people, client):
    bram = people["bram"]
    client.force_login(bram, backend="allauth.account.auth_backends.AuthenticationBackend")
    bram.is_active = False
    bram.save()
    values = filled_in(work)
    assert {str(row): ask(client, row, values) for row in ROWS} == {str(row): signed_out(row) for row in ROWS}
