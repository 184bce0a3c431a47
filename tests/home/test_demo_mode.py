"""Demo mode: the demo's data are made there only, and the login page names its people."""

import re

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from portal.home.logins import LOGINS, PASSWORD


def test_not_outside_demo_mode(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("demo")
    assert not User.objects.exists()


def test_the_login_page_names_the_same_people(client, db):
    page = client.get("/login/").text
    assert re.findall(r"<dd>(\S+@\S+?)</dd>", page) == [email for email, _who in LOGINS]
    assert PASSWORD in page
