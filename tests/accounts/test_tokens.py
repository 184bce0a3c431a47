"""One CSRF token in each form: of two, signing in anew could leave one behind that is out of date."""

from django.urls import reverse

from portal.accounts import messages
from tests.accounts.conftest import path_of
from tests.accounts.reading import tokens_in
from tests.accounts.test_messages import path_in, written


def test_every_form_before_signing_in_holds_one_token(client, invited, bram):
    """The switch of the language is the first form of each page."""
    link = path_in(written(messages.password_reset(user=bram)).text)
    pages = ["/login/", reverse("account_reset_password"), path_of(invited), link]
    assert [tokens_in(client.get(page, follow=True).text) for page in pages] == [[1, 1]] * 4


def test_the_form_of_ones_own_password_holds_one_token(sign_in, bram):
    """Beside it: the language, and signing out."""
    assert tokens_in(sign_in(bram).get("/password/change/").text) == [1, 1, 1]
