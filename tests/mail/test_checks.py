import pytest

from portal.mail import checks


def test_the_default_settings_are_silent():
    assert (checks.mail_server(), checks.lease()) == ([], [])


def test_a_mail_server_that_is_none_is_told(settings):
    settings.EMAIL_URL = "http://mail.example.be"
    assert [message.id for message in checks.mail_server()] == ["mail.E001"]


@pytest.mark.parametrize(("seconds", "ids"), [(160, ["mail.W001"]), (161, [])])
def test_a_lease_outlives_a_slow_delivery(settings, seconds, ids):
    settings.EMAIL_TIMEOUT, settings.MAIL_LEASE_SECONDS = 20, seconds
    assert [message.id for message in checks.lease()] == ids
