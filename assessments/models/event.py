"""What was done, in a chain."""

from django.db import models
from django.db.models import Q

from assessments.enums import Verb
from assessments.models.assessment import PERSON, Assessment


class Event(models.Model):
    """A deed, chained to the one before it by its hash. Written by assessments.events only, never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    actor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sequence"], name="assessments_event_sequence_once"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="assessments_event_verb_known"),
        ]

    def __str__(self):
        return f"{self.assessment_id} #{self.sequence} {self.verb}"
