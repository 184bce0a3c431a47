"""An assessment and everything that people do to it. What is always true is a constraint of the database."""

from assessments.calendar.models import CalendarFeed
from assessments.models.assessment import SCHOOL_YEARS, Assessment, Scope
from assessments.models.event import Event
from assessments.models.judging import (
    CriterionMet,
    Evidence,
    Finding,
    FindingSource,
    FirstRating,
    Rating,
    StatementMark,
)
from assessments.models.people import AssessmentUserObjectPermission, Membership
from assessments.models.reviewing import Comment, FactualRemark, Thread
from assessments.models.writing import Passage, PassageRevision, Proposal

__all__ = [
    "SCHOOL_YEARS",
    "Assessment",
    "AssessmentUserObjectPermission",
    "CalendarFeed",
    "Comment",
    "CriterionMet",
    "Event",
    "Evidence",
    "FactualRemark",
    "Finding",
    "FindingSource",
    "FirstRating",
    "Membership",
    "Passage",
    "PassageRevision",
    "Proposal",
    "Rating",
    "Scope",
    "StatementMark",
    "Thread",
]
