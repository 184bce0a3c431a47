"""Refusals that lead on: where something is there already, administrators go to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User


class Leading(ValidationError):
    """A refusal because of what stands at `url`, which is for administrators; `words` name the link.

    For templates/components/errors.html, by `form.refusal`.
    """

    def __init__(self, message: Any, *, url: str, words: str):
        super().__init__(message)
        self.url, self.words = url, words


def leading_to(person: User, message: Any) -> Leading:
    return Leading(message, url=reverse("person", args=[person.pk]), words=_("To %(name)s") % {"name": person.name})


def leading_to_invitation(url: str, message: Any) -> Leading:
    return Leading(message, url=url, words=_("To that invitation"))
