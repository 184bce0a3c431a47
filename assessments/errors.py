"""Why an action did not happen. Every refusal carries a reason that the page shows."""

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """The action is not allowed to this person, in this state. `str(refusal)` is the reason."""


class NotReady(Exception):
    """The action needs things that are not there yet; `needs` lists them (assessments.readiness.Need)."""

    def __init__(self, needs):
        super().__init__(", ".join(str(need.text) for need in needs))
        self.needs = needs


class Outdated(Exception):
    """Somebody else changed it since it was read."""
