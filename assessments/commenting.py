"""Comments of the reviewer and the team, in threads that stay open until the reviewer closes them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import hold
from assessments.enums import Verb
from assessments.events import record
from assessments.models import Assessment, Comment, Rating, Thread
from assessments.typed import normalised
from assessments.workflow import Action
from assessments.writing import MAX_LENGTH
from portal.accounts.models import User
from rubric.models import Scale


@transaction.atomic
def comment(*, reference: str, scale_id: int | None, thread_id: int | None, text: str, actor: User) -> Comment:
    """Opens a thread on a scale (None: on the whole), or answers in an open one.

    Raises Rating.DoesNotExist or Thread.DoesNotExist for a place outside the assessment, ValidationError for no text
    or too long a one, and for a thread that was closed meanwhile.
    """
    assessment = hold(reference=reference, actor=actor, action=Action.COMMENT)
    if not (text := normalised(text).strip()):
        raise ValidationError({"text": _("Write a comment first.")})
    if len(text) > MAX_LENGTH:
        raise ValidationError({"text": _("A comment has at most %(limit)d characters.") % {"limit": MAX_LENGTH}})
    now = timezone.now()
    if thread_id is not None:
        thread = assessment.threads.get(pk=thread_id)
        if thread.resolved_at is not None:
            raise ValidationError({"text": _("This thread was closed in the meantime: place it as a new comment.")})
    else:
        scale = None if scale_id is None else _scale(assessment, scale_id)
        thread = Thread.objects.create(assessment=assessment, scale=scale, opened_at=now)
    made = Comment.objects.create(thread=thread, author=actor, text=text, at=now)
    record(assessment=assessment, actor=actor, verb=Verb.COMMENTED, at=now, thread=thread.pk)
    return made


def _scale(assessment: Assessment, scale_id: int) -> Scale:
    """The scale of the assessment that is meant: the page may have been opened before a move to a newer version."""
    asked = Scale.objects.filter(pk=scale_id).values("code", "version__instrument").first()
    if asked is None:
        raise Rating.DoesNotExist
    codes = {"scale__code": asked["code"], "scale__version__instrument": asked["version__instrument"]}
    return Rating.objects.select_related("scale").get(assessment=assessment, **codes).scale


@transaction.atomic
def resolve(*, reference: str, thread_id: int, actor: User) -> Thread:
    """Closes a thread. Closing it twice changes nothing. Raises Thread.DoesNotExist for one of another assessment."""
    assessment = hold(reference=reference, actor=actor, action=Action.RESOLVE)
    thread = assessment.threads.get(pk=thread_id)
    now = timezone.now()
    if assessment.threads.filter(pk=thread.pk, resolved_at=None).update(resolved_at=now, resolved_by=actor):
        record(assessment=assessment, actor=actor, verb=Verb.RESOLVED, at=now, thread=thread.pk)
    return thread
