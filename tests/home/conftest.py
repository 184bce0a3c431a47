"""The assessment of Els's centre in its states, as the tests of assessments make it."""

from tests.assessments.conftest import complete, draft, in_review, locked, planned  # noqa: F401
