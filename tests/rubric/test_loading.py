"""Loading an instrument: what is refused and why, and that the same file twice changes nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from rubric.enums import VersionStatus
from rubric.exchange.nodes import RefusedFile
from rubric.loading import SHIPPED, load
from rubric.models import Expectation, Instrument, InstrumentVersion, Level, PracticeCriterion, Statement

GOOD = """\
instrument: test
version: "1"
language: nl
title: Titel
quality_area: Gebied
scope: Bereik
source:
  name: Bron
  sha256: 32300dcedb30670dbdfa28199e0034c782b69af10045250439d3076a62f993da
introduction: Inleiding.
target_explanation: Streefdoel.
good_practice:
  definition: Een voorbeeld.
  criteria:
    - code: one
      text: Criterium.
levels:
  - code: below
    title: Beneden
    short_title: Beneden
    legend: Legende.
    expectations:
      - kind: improvement_point
        weights: [essential]
        at_least: 2
  - code: meets
    title: Volgens
    short_title: Volgens
    legend: Legende.
    target: true
    expectations:
      - kind: good_practice
        all_criteria: true
        at_most: 0
scales:
  - code: A
    title: Schaal
    levels:
      below:
        - Eerste zin.
      meets:
        - text: Tweede zin.
          erratum: Slip.
"""

# What is replaced by what, the line that is named, and the reason.
REFUSALS = [
    ("title: Titel\n", "title: [Titel\n", 5, "no valid YAML: expected ',' or ']', but got ':'"),
    ("title: Titel", "title: Titel\ncolour: blue", 5, "unknown key 'colour' in the file"),
    ("title: Titel", "title: Titel\ntitle: Titel", 5, "the key 'title' stands twice in the file"),
    ("scope: Bereik\n", "", 1, "the file lacks the key 'scope'"),
    ("title: Titel", "title: 2020", 4, "title must be text"),
    ("title: Titel", "title: true", 4, "title must be text"),
    ("title: Titel", 'title: ""', 4, "title is empty"),
    ("title: Titel", 'title: "Een  titel"', 4, "title holds line breaks, double spaces"),
    ("title: Titel", f"title: {'x' * 301}", 4, "title is 301 characters long; at most 300 fit"),
    ("title: Titel", "title: &a Titel", 4, "anchors and aliases are not allowed"),
    ("title: Titel", "title: !!python/name:os.system Titel", 4, "the tag"),
    ("title: Titel", "title: {a: b}", 4, "title must be text"),
    ("instrument: test", "instrument: de test", 1, "instrument 'de test' must be letters and digits"),
    ("language: nl", "language: tlh", 3, "unknown language 'tlh'; known are nl, en, fr, de"),
    ('version: "1"', "version: 1", 2, "version must be text (put a number or date between quotes)"),
    ("f993da", "f993d", 9, "must be a SHA-256"),
    ("scope: Bereik", "scope: Bereik\nvalid_from: '2026-02-30'", 7, "is no day of the calendar"),
    ("- code: meets", "- code: below", 26, "the code 'below' stands twice"),
    ("    target: true\n", "", 17, "no level is marked as the target"),
    (
        "    legend: Legende.\n    exp",
        "    legend: Legende.\n    target: true\n    exp",
        31,
        "a second level is marked",
    ),
    ("target: true", "target: yes", 30, "target must be true or false"),
    ("kind: improvement_point", "kind: wish", 23, "unknown kind 'wish'"),
    ("[essential]", "[huge]", 24, "unknown item 1 of weights 'huge'"),
    ("[essential]", "[essential, essential]", 24, "a weight stands twice"),
    ("kind: improvement_point", "kind: strength", 24, "only improvement points have weights"),
    ("        at_least: 2\n", "", 23, "the expectation says neither at_least nor at_most"),
    ("at_least: 2", "at_least: 0", 25, "at_least must be at least 1"),
    ("at_least: 2", "at_least: 2.5", 25, "at_least must be a whole number"),
    ("at_least: 2", "at_least: 2\n        at_most: 1", 26, "at_most is smaller than at_least"),
    ("kind: good_practice", "kind: strength", 33, "only a good practice can meet criteria"),
    ("      below:\n        - Eerste zin.\n", "", 38, "scale A lacks its descriptor at the level 'below'"),
    ("      below:\n", "      beneath:\n", 39, "unknown level 'beneath' in scale A; known are below, meets"),
    ("        - Eerste zin.", "        []", 39, "below is an empty list"),
    ("- Eerste zin.", "- Eerste zin", 40, "the sentence has no end"),
    ("          erratum: Slip.\n", "", 42, "item 1 of meets lacks the key 'erratum'"),
    ("  - code: A\n", "  - code: A\n  - code: A\n", 36, "item 1 of scales lacks the key 'title'"),
    ("scales:\n", "scales: nothing\nrest:\n", 36, "unknown key 'rest' in the file"),
]


def written(tmp_path, text):
    path = tmp_path / "instrument.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path) -> tuple[int, str]:
    with translation.override("en"), pytest.raises(RefusedFile) as caught:
        load(path)
    assert str(caught.value) == f"{path}, line {caught.value.line}: {caught.value.reason}"
    return caught.value.line, caught.value.reason


@pytest.mark.parametrize(("old", "new", "line", "reason"), REFUSALS)
def test_a_file_that_breaks_a_rule_is_refused_with_line_and_reason(db, tmp_path, old, new, line, reason):
    assert old in GOOD
    named, why = refusal(written(tmp_path, GOOD.replace(old, new, 1)))
    assert (named, reason in why) == (line, True), why
    assert Instrument.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "the file is empty"),
        ("- a\n- b\n", 1, "the file must hold keys with values"),
        ("a: 1\n---\nb: 2\n", 2, "no valid YAML"),
        (b"title: caf\xe9\n", 1, "the file is not UTF-8"),
        (b"a: b\ntitle: \x00\n", 1, "no valid YAML"),
        ("[" * 5000 + "]" * 5000, 1, "nested more than 20 deep"),
        ("a" * 1_000_001, 1, "larger than 1000000 bytes"),
        ("a: &x 1\nb: *x\n", 1, "anchors and aliases are not allowed"),
    ],
)
def test_what_is_no_instrument_at_all_is_refused(db, tmp_path, text, line, reason):
    named, why = refusal(written(tmp_path, text))
    assert (named, reason in why) == (line, True), why


def test_a_file_that_isnt_there_is_refused(db, tmp_path):
    assert refusal(tmp_path / "none.yaml") == (1, "can't be read: No such file or directory")


def test_the_good_file_is_loaded_whole_and_published(db, tmp_path):
    loaded = load(written(tmp_path, GOOD))
    version = loaded.version
    assert (loaded.created, version.status, version.number) == (True, VersionStatus.PUBLISHED, "1")
    assert list(version.levels.values_list("position", "code", "is_target")) == [
        (1, "below", False),
        (2, "meets", True),
    ]
    assert list(PracticeCriterion.objects.values_list("code", "text")) == [("one", "Criterium.")]
    assert list(Expectation.objects.values_list("level__code", "weights", "all_criteria", "at_least", "at_most")) == [
        ("below", ["essential"], False, 2, None),
        ("meets", [], True, 0, 0),
    ]
    assert list(Statement.objects.order_by("pk").values_list("text", "errata__remark")) == [
        ("Eerste zin.", None),
        ("Tweede zin.", "Slip."),
    ]


def test_the_same_content_again_changes_nothing(db, tmp_path):
    first = load(written(tmp_path, GOOD))
    again = load(written(tmp_path, "# another layout\n" + GOOD.replace("title: Titel", "title: >-\n  Titel")))
    assert (again.created, again.version) == (False, first.version)
    assert InstrumentVersion.objects.count() == 1


def test_the_same_content_of_a_retired_version_changes_nothing(db, tmp_path):
    path = written(tmp_path, GOOD)
    InstrumentVersion.objects.filter(pk=load(path).version.pk).update(status=VersionStatus.RETIRED)
    assert load(path).created is False


@pytest.mark.parametrize(
    ("old", "new"),
    [("Eerste zin.", "Andere zin."), ("Slip.", "Andere slip."), ("at_least: 2", "at_least: 3"), ("Titel", "Andere")],
)
def test_other_content_under_a_published_number_is_refused(db, tmp_path, old, new):
    load(written(tmp_path, GOOD))
    line, reason = refusal(written(tmp_path, GOOD.replace(old, new)))
    assert (line, reason) == (
        1,
        "version 1 of test is there already as published, with other content; "
        "give the changed text a version of its own",
    )
    assert Statement.objects.count() == 2


def test_a_new_number_makes_a_second_version(db, tmp_path):
    load(written(tmp_path, GOOD))
    second = load(written(tmp_path, GOOD.replace('"1"', '"2"').replace("Eerste", "Andere")))
    assert second.created is True
    assert list(second.version.instrument.versions.values_list("number", flat=True)) == ["2", "1"]


def test_a_failure_half_way_leaves_nothing(db, tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(Statement.objects, "bulk_create", fail)
    with pytest.raises(OSError, match="disk full"):
        load(written(tmp_path, GOOD))
    assert (Instrument.objects.count(), InstrumentVersion.objects.count(), Level.objects.count()) == (0, 0, 0)


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_instrument", str(SHIPPED))
    call_command("load_instrument", str(SHIPPED))
    sha256 = InstrumentVersion.objects.get().content_sha256
    assert capsys.readouterr().out.splitlines() == [
        f"dbso-leerlingenbegeleiding version 1: loaded and published (sha256 {sha256})",
        f"dbso-leerlingenbegeleiding version 1: is there already, nothing changed (sha256 {sha256})",
    ]


def test_the_command_refuses_with_line_and_reason(db, tmp_path):
    path = written(tmp_path, GOOD.replace("Eerste zin.", "Eerste zin"))
    with pytest.raises(CommandError, match=r"instrument.yaml, line 40: the sentence has no end: 'Eerste zin'$"):
        call_command("load_instrument", str(path))
