"""The private address of somebody's calendar."""

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """Somebody's calendar is switched on. `key` is the half of its address that is kept: see addresses.py."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    key = models.CharField(max_length=32, unique=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(key=""), name="assessments_feed_has_key")]

    def __str__(self):
        return f"calendar of {self.user_id}"
