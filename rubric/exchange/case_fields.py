"""The fields that CASE 1.1 gives to the types that carry a rubric, and which of them a portal instrument uses.

Source: 1EdTech CASE 1.1 Information Model, chapter 7.1, and its OpenAPI binding.
"""

import re
import uuid

# Everything that CASE has no field for stands in `extensions` under this key.
OURS = "doorlichtingsportaal"
# Identifiers are UUIDv5 in this namespace: the same place in the same version always has the same one.
NAMESPACE = uuid.UUID("6f0d7c1e-4a53-5c0b-9d5e-2b7b6a1f8e34")
UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}")

STATUS = {"draft": "Draft", "published": "Adopted", "retired": "Deprecated"}

# What the importer reads, and what it knows but a portal instrument has no place for. Anything else is unknown.
READ = {
    "CFPackage": {"CFDocument", "CFRubrics", "extensions"},
    "CFDocument": {
        *("identifier", "uri", "caseVersion", "creator", "title", "lastChangeDateTime", "description", "subject"),
        *("language", "version", "adoptionStatus", "statusStartDate", "statusEndDate", "notes", "extensions"),
    },
    "CFRubric": {"identifier", "uri", "title", "description", "lastChangeDateTime", "CFRubricCriteria", "extensions"},
    "CFRubricCriterion": {
        *("identifier", "uri", "category", "description", "position", "rubricId", "lastChangeDateTime"),
        *("CFRubricCriterionLevels", "extensions"),
    },
    "CFRubricCriterionLevel": {
        *("identifier", "uri", "description", "quality", "position", "rubricCriterionId", "lastChangeDateTime"),
        "extensions",
    },
}


def identifier(*path: str) -> str:
    """The identifier of a place in an instrument: ("dbso", "1"), ("dbso", "1", "L1", "criterion", "below")."""
    return str(uuid.uuid5(NAMESPACE, "/".join(path)))
