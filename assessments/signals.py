"""What assessments tell the rest of the house, which they don't know."""

from django.dispatch import Signal

# Sent inside the finalising transaction with assessment, actor and at: a receiver that raises Refused undoes it all.
finalised = Signal()
