"""Named reading queries on people and invitations."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.folding import folded

if TYPE_CHECKING:
    from portal.accounts.models import User


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """The list of people is for administrators: everybody else sees nobody in it."""
        return self.all() if user.is_administrator else self.none()

    def matching(self, words: str) -> "UserQuerySet":
        """People in whose name or address each of the words stands; capitals, accents and signs ignored."""
        wanted = [flat for word in words.split()[:5] if (flat := folded(word))]
        found = self.all() if wanted or not words.strip() else self.none()
        for word in wanted:
            found = found.filter(search_text__contains=word)
        return found


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "InvitationQuerySet":
        return self.all() if user.is_administrator else self.none()

    def matching(self, words: str) -> "InvitationQuerySet":
        """Those at an address in which this stands; capitals ignored."""
        return self.filter(email__icontains=words.replace("\x00", " ").strip())

    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; their time may be over."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def withdraw(self) -> None:
        """The links of those without an answer stop working; inside a transaction, which holds them in one order."""
        held = self.unanswered().select_for_update().order_by("pk").values_list("pk", flat=True)
        self.model._default_manager.filter(pk__in=list(held)).update(withdrawn_at=timezone.now())

    def about_person(self, person: "User") -> "InvitationQuerySet":
        """Those that somebody accepted, and those to their address that nobody did: open, too old or withdrawn."""
        return self.filter(Q(accepted_by=person) | Q(email=person.email, accepted_at=None))

    def open(self) -> "InvitationQuerySet":
        """Those that can be accepted now."""
        return self.unanswered().filter(expires_at__gt=timezone.now())
