"""The fields of a CASE 1.1 CFPackage, by hand from 1EdTech's own OpenAPI 3 definition, and what doesn't conform to it.

Source: imscasev1p1_openapi3_v1p0.json (purl.imsglobal.org/spec/case/v1p1/schema/openapi/), CFPackageDType and what it
refers to, without CFDefinitions, which we don't write. Every type is closed there (additionalProperties: false) but
the extensions, and nothing may be null.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

UUID, URI, TEXT, MOMENT, DAY, WHOLE, NUMBER = "uuid", "uri", "text", "date-time", "date", "int32", "float"
OPEN = "open"  # an object of whatever fields
UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
EXTERNAL = r"ext:[a-zA-Z0-9.\-_]+"
ENUMERATIONS = {
    "CASE version": r"1\.1",
    "target type": rf"CASE|{EXTERNAL}",
    "association type": rf"{EXTERNAL}|isChildOf|isPeerOf|isPartOf|exactMatchOf|precedes|isRelatedTo|replacedBy|exemplar"
    r"|hasSkillLevel|isTranslationOf",
}


def _fields(*required: str, **kinds: Any) -> dict[str, tuple[bool, Any]]:
    return {name: (name in required, kind) for name, kind in kinds.items()}


KNOWN = ("identifier", "uri", "lastChangeDateTime")
BASE = {"identifier": UUID, "uri": URI, "lastChangeDateTime": MOMENT}
STATED = {"statusStartDate": DAY, "statusEndDate": DAY, "licenseURI": "LinkURI", "language": TEXT, "notes": TEXT}
SUBJECT = {"subject": [TEXT], "subjectURI": ["LinkURI"]}
NAMED = BASE | {"title": TEXT, "description": TEXT, "extensions": OPEN}
TYPES = {
    "CFPackage": _fields(
        "CFDocument",
        CFDocument="CFPckgDocument",
        CFItems=["CFPckgItem"],
        CFAssociations=["CFPckgAssociation"],
        CFDefinitions=OPEN,
        CFRubrics=["CFRubric"],
        extensions=OPEN,
    ),
    "CFPckgDocument": _fields(
        *(*KNOWN, "creator", "title"),
        **NAMED | STATED | SUBJECT,
        frameworkType=TEXT,
        caseVersion="CASE version",
        creator=TEXT,
        officialSourceURL=URI,
        publisher=TEXT,
        version=TEXT,
        adoptionStatus=TEXT,
    ),
    "CFPckgItem": _fields(
        *(*KNOWN, "fullStatement"),
        **BASE | STATED | SUBJECT,
        fullStatement=TEXT,
        alternativeLabel=TEXT,
        CFItemType=TEXT,
        humanCodingScheme=TEXT,
        listEnumeration=TEXT,
        abbreviatedStatement=TEXT,
        conceptKeywords=[TEXT],
        conceptKeywordsURI="LinkURI",
        educationLevel=[TEXT],
        CFItemTypeURI="LinkURI",
        extensions=OPEN,
    ),
    "CFPckgAssociation": _fields(
        *(*KNOWN, "associationType", "originNodeURI", "destinationNodeURI"),
        **BASE,
        associationType="association type",
        sequenceNumber=WHOLE,
        originNodeURI="LinkGenURI",
        destinationNodeURI="LinkGenURI",
        CFAssociationGroupingURI="LinkURI",
        notes=TEXT,
        extensions=OPEN,
    ),
    "CFRubric": _fields(*KNOWN, **NAMED, CFRubricCriteria=["CFRubricCriterion"]),
    "CFRubricCriterion": _fields(
        *KNOWN,
        **BASE,
        category=TEXT,
        description=TEXT,
        CFItemURI="LinkURI",
        weight=NUMBER,
        position=WHOLE,
        rubricId=UUID,
        CFRubricCriterionLevels=["CFRubricCriterionLevel"],
        extensions=OPEN,
    ),
    "CFRubricCriterionLevel": _fields(
        *KNOWN,
        **BASE,
        description=TEXT,
        quality=TEXT,
        score=NUMBER,
        feedback=TEXT,
        position=WHOLE,
        rubricCriterionId=UUID,
        extensions=[OPEN],  # a list here, and here alone
    ),
    "LinkURI": _fields("title", "identifier", "uri", title=TEXT, identifier=UUID, uri=URI),
    "LinkGenURI": _fields("title", "identifier", "uri", title=TEXT, identifier=TEXT, uri=URI, targetType="target type"),
}


def faults(value: Any, kind: Any = "CFPackage", place: str = "") -> list[str]:
    """Where a value is not what the specification asks, by path; empty where it conforms."""
    if isinstance(kind, list):
        if not isinstance(value, list):
            return [f"{place} is no list"]
        return [fault for number, one in enumerate(value) for fault in faults(one, kind[0], f"{place}[{number}]")]
    if kind not in TYPES:
        return [] if _conforms(value, kind) else [f"{place} is no {kind}: {value!r}"]
    if not isinstance(value, dict):
        return [f"{place} is no {kind}"]
    fields = TYPES[kind]
    found = [f"{place}.{name} is unknown" for name in value if name not in fields]
    found += [f"{place}.{name} is missing" for name, (needed, _kind) in fields.items() if needed and name not in value]
    known = [name for name in value if name in fields]
    return found + [fault for name in known for fault in faults(value[name], fields[name][1], f"{place}.{name}")]


def _conforms(value: Any, kind: str) -> bool:
    if kind in PRIMITIVES:
        type_, asked = PRIMITIVES[kind]
        return isinstance(value, type_) and not isinstance(value, bool) and asked(value)
    return isinstance(value, str) and re.fullmatch(ENUMERATIONS[kind], value) is not None


def _is_moment(text: str) -> bool:
    return "T" in text and _parses(datetime.fromisoformat, text) and datetime.fromisoformat(text).tzinfo is not None


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None and _parses(date.fromisoformat, text)


def _parses(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


PRIMITIVES: dict[str, tuple[Any, Callable[[Any], bool]]] = {
    OPEN: (dict, lambda value: True),
    WHOLE: (int, lambda value: -(2**31) <= value < 2**31),
    NUMBER: ((int, float), lambda value: True),
    TEXT: (str, lambda value: True),
    UUID: (str, lambda value: re.fullmatch(UUID_PATTERN, value) is not None),
    URI: (str, lambda value: bool(urlsplit(value).scheme) and not re.search(r"\s", value)),
    DAY: (str, _is_day),
    MOMENT: (str, _is_moment),
}
