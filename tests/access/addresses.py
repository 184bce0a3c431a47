"""Every address of the portal with what each person gets there, written out from the design ("Who may do what").

A test fails when the resolver knows an address that has no row here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, get_resolver

PEOPLE = ("gust", "bram", "chloe", "dirk", "amina", "els", "farid")
STATES = ("draft", "review", "locked", "final")
A = "/assessments/2026-014/"
L1 = A + "scales/dbso-leerlingenbegeleiding/L1/"


@dataclass(frozen=True)
class Row:
    """One address: who gets which status, per state of the assessment. Columns as PEOPLE; ids are filled in."""

    name: str
    method: str
    path: str
    statuses: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)

    def expected(self, state: str) -> dict[str, int]:
        return dict(zip(PEOPLE, map(int, self.statuses[state].split()), strict=True))

    def __str__(self):
        return f"{self.method} {self.path}"


def get(name: str, path: str, **statuses: str) -> Row:
    return Row(name, "GET", path, _spread(statuses))


def post(name: str, path: str, data: dict[str, str], **statuses: str) -> Row:
    return Row(name, "POST", path, _spread(statuses), data)


def _spread(statuses: dict[str, str]) -> dict[str, str]:
    """A state that isn't named is as the one before it; one line that holds for all states is called `always`."""
    if "always" in statuses:
        return dict.fromkeys(STATES, statuses["always"])
    found, last = {}, ""
    for state in STATES:
        last = found[state] = statuses.get(state, last)
    return found


# Nobody's own: 404 before it is final, and then 200 to read or 403 to do; directors and boards never come here.
TEAM_READS = {"draft": "404 200 200 200 403 404 404", "final": "200 200 200 200 200 404 404"}
TEAM_TRACES = {"draft": "404 200 200 200 403 404 404", "final": "403 200 200 200 200 404 404"}
NOBODY_DOES = "404 403 403 403 403 404 404"
NOBODY_AFTER = "403 403 403 403 403 404 404"

ASSESSMENTS = [
    #                                           gust bram chl dirk ami els far
    get("assessments:list", "/assessments/", always="200 200 200 200 200 200 200"),
    get("assessments:new", "/assessments/new/", always="403 403 403 403 200 403 403"),
    post("assessments:new", "/assessments/new/", {"reference": "x"}, always="403 403 403 403 400 403 403"),
    get("assessments:detail", A, draft="404 200 200 200 200 404 404", final="200 200 200 200 200 404 404"),
    get("assessments:plan", A + "plan/", draft="404 403 403 403 200 404 404", final=NOBODY_AFTER),
    post("assessments:plan", A + "plan/", {"seen": "0"}, draft="404 403 403 403 400 404 404", final=NOBODY_AFTER),
    get("assessments:board", "/assessments/board/", always="200 200 200 200 200 403 403"),
    get("assessments:week", A + "week/", draft="404 403 403 403 200 404 404", final=NOBODY_AFTER),
    post(
        "assessments:week",
        A + "week/",
        {"week": "2026-11-23", "seen": "{seen}"},
        draft="404 403 403 403 302 404 404",
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:declare",
        A + "declaration/",
        {"conflict": "no"},
        draft="404 302 302 403 403 404 404",
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:history", A + "history/", draft="404 200 200 200 200 404 404", final="200 200 200 200 200 404 404"
    ),
    get("assessments:scale", L1, **TEAM_READS),
    get("assessments:scale", L1 + "?part=help", **TEAM_READS),
    post(
        "assessments:rate",
        L1 + "rate/",
        {"level": "below", "revision": "1"},
        draft="404 302 302 403 403 404 404",
        review=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:new-finding",
        L1 + "findings/new/",
        draft="404 200 200 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:new-finding",
        L1 + "findings/new/",
        {"kind": "strength", "text": "Sterk."},
        draft="404 302 302 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:finding",
        A + "findings/{finding}/",
        draft="404 200 200 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:finding",
        A + "findings/{finding}/",
        {"kind": "improvement_point", "weight": "minor", "seen": "0"},
        draft="404 302 302 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:remove-finding",
        A + "findings/{finding}/remove/",
        {"seen": "1"},
        draft="404 302 302 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:passage",
        A + "passages/{passage}/",
        {"revision": "{revision}", "text": "Anders."},
        draft="404 302 302 403 403 404 404",
        final=NOBODY_AFTER,
    ),
    get("assessments:versions", A + "passages/{passage}/versions/", **TEAM_TRACES),
    get(
        "assessments:proposal",
        A + "passages/{passage}/proposals/{proposal}/",
        draft="404 200 200 403 403 404 404",
        review="404 404 404 403 403 404 404",  # decided by then
        final=NOBODY_AFTER,
    ),
    get("assessments:advice", A + "advice/", **TEAM_READS),
    post(
        "assessments:advice",
        A + "advice/",
        {"advice": "unfavourable", "seen": "{seen}"},
        draft="404 302 302 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:lock",
        A + "lock/",
        draft="404 200 403 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:lock",
        A + "lock/",
        {"synthesis_on": "2026-11-20", "participants": "Els", "seen": "{judgement}"},
        draft="404 302 403 403 403 404 404",
        locked=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:step",
        A + "steps/submit/",
        draft="404 200 403 403 403 404 404",
        review=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:step",
        A + "steps/submit/",
        {"seen": "{seen}"},
        draft="404 409 403 403 403 404 404",  # a text waits for a decision
        review=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:step",
        A + "steps/return/",
        draft=NOBODY_DOES,
        review="404 200 403 200 403 404 404",
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:step",
        A + "steps/return/",
        {"seen": "{seen}", "reason": "Te kort."},
        draft=NOBODY_DOES,
        review="404 302 403 302 403 404 404",
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:step",
        A + "steps/unlock/",
        draft=NOBODY_DOES,
        locked="404 403 403 403 200 404 404",
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:step",
        A + "steps/unlock/",
        {"seen": "{seen}", "reason": "Vergissing."},
        draft=NOBODY_DOES,
        locked="404 403 403 403 302 404 404",
        final=NOBODY_AFTER,
    ),
    get(
        "assessments:step",
        A + "steps/finalise/",
        draft=NOBODY_DOES,
        review="404 403 403 200 403 404 404",
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:step",
        A + "steps/finalise/",
        {"seen": "{seen}"},
        draft=NOBODY_DOES,
        review="404 403 403 409 403 404 404",  # not locked yet, a thread is open
        locked="404 403 403 302 403 404 404",
        final=NOBODY_AFTER,
    ),
    get("assessments:step", A + "steps/amend/", draft=NOBODY_DOES, final="403 403 403 403 200 404 404"),
    post(
        "assessments:step",
        A + "steps/amend/",
        {"seen": "{seen}", "reason": "Fout in het verslag."},
        draft=NOBODY_DOES,
        final="403 403 403 403 302 404 404",
    ),
    get("assessments:step", A + "steps/lock/", always="404 404 404 404 404 404 404"),  # has a page of its own
    get(
        "assessments:version",
        A + "version/dbso-leerlingenbegeleiding/x/",
        draft="404 404 403 403 403 404 404",  # there is no such version
        review=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:version",
        A + "version/dbso-leerlingenbegeleiding/x/",
        {"seen": "{seen}"},
        draft="404 404 403 403 403 404 404",
        review=NOBODY_DOES,
        final=NOBODY_AFTER,
    ),
    get("assessments:review", A + "review/", **TEAM_READS),
    post(
        "assessments:comment",
        A + "review/comments/",
        {"text": "Waarom?"},
        draft="404 302 302 302 403 404 404",
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:comment",
        A + "review/comments/",
        {"text": "Daarom.", "thread": "{thread}"},
        draft="404 302 302 302 403 404 404",
        locked="404 400 400 400 403 404 404",  # closed by then
        final=NOBODY_AFTER,
    ),
    post(
        "assessments:close-thread",
        A + "review/threads/{thread}/close/",
        {},
        draft="404 403 403 302 403 404 404",
        final=NOBODY_AFTER,
    ),
]

# Without signing in: what the watch over the processes, and who can't sign in yet, must reach.
PUBLIC = {
    "livez",
    "readyz",
    "set_language",
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "invitation",  # to whoever holds a link that works: tests/accounts/test_accepting.py
}
# Without signing in, too: who asks gets what an inspector gets.
OPEN = {"rubric:version", "rubric:export", "rubric:boundary", "rubric:compare", "rubric:search"}
# Without signing in, too, for who has its private address, and nobody else: tested with the app.
SECRET = {"calendar:feed"}
# Everybody who has signed in, whatever the role: tested with the app.
FOR_EVERYBODY = {"account_logout", "account_change_password", "account_set_password"}

# Els is in office at the centre, Farid at another one.
EVERYBODY = "200 200 200 200 200 200 200"
ADMINISTRATORS = "403 403 403 403 200 403 403"
CHANGES_CENTRES = "403 403 403 403 200 403 404"
IMPORTS = "403 403 403 403 302 403 403"
LEDGER = "404 404 404 404 200 404 404"
HANDS_OVER = "403 403 403 403 {0} {0} 404"  # Els her own office
INVITED = "404 404 404 404 {} 404 404"  # Amina sent it
PEOPLE_DEEDS = "403 403 403 403 302 403 403"
CENTRE = "/centres/123456/"
KEEPS = "403 403 403 403 200 403 403"
WRITES = "404 404 404 404 {} 404 404"  # a draft is there for administrators only
V = "/instruments/dbso-leerlingenbegeleiding/{version}/"
E = "/instruments/ontwerp/1/edit/"
TEXT = E + "scales/{scale}/texts/{level}/"

OTHERS = [
    get("calendar:page", "/calendar/", always="200 200 200 200 403 403 403"),
    post("calendar:renew", "/calendar/address/", {}, always="302 302 302 302 403 403 403"),
    post("calendar:off", "/calendar/off/", {}, always="302 302 302 302 403 403 403"),
    get("home", "/", always=EVERYBODY),
    get("rubric:list", "/instruments/", always=EVERYBODY),
    get("rubric:version", "/instruments/dbso-leerlingenbegeleiding/{version}/", always=EVERYBODY),
    get("rubric:version", "/instruments/ontwerp/1/", always=WRITES.format(200)),
    get("rubric:boundary", V + "scales/L1/boundary/meets/", always=EVERYBODY),
    get("rubric:compare", V + "compare/{version}/", always=EVERYBODY),
    get("rubric:compare", "/instruments/ontwerp/1/compare/1/", always=WRITES.format(200)),
    get("rubric:search", "/instruments/search/?q=leerlingen", always=EVERYBODY),
    get("rubric:words", "/instruments/words/", always=KEEPS),
    post("rubric:words", "/instruments/words/", {"word": ""}, always="403 403 403 403 400 403 403"),
    post("rubric:remove_word", "/instruments/words/{word}/remove/", {}, always="403 403 403 403 302 403 403"),
    get("rubric:export", "/instruments/dbso-leerlingenbegeleiding/{version}.case.json", always=EVERYBODY),
    get("rubric:export", "/instruments/ontwerp/1.yaml", always=WRITES.format(200)),
    get("rubric:import", "/instruments/import/", always=KEEPS),
    post("rubric:import", "/instruments/import/", {"name": "x"}, always="403 403 403 403 400 403 403"),
    get("rubric:new", "/instruments/new/", always=KEEPS),
    post("rubric:new", "/instruments/new/", {"code": "x"}, always="403 403 403 403 400 403 403"),
    get("rubric:copy", V + "copy/", always=KEEPS),
    post("rubric:copy", V + "copy/", {"code": "x"}, always="403 403 403 403 400 403 403"),
    get("rubric:publish", V + "publish/", always=KEEPS),
    get("rubric:publish", "/instruments/ontwerp/1/publish/", always=WRITES.format(200)),
    post("rubric:publish", "/instruments/ontwerp/1/publish/", {"seen": "x"}, always=WRITES.format(409)),
    get("rubric:retire", V + "retire/", always=KEEPS),
    post("rubric:retire", V + "retire/", {"valid_to": "x"}, always="403 403 403 403 400 403 403"),
    get("rubric:edit", V + "edit/", always=KEEPS),
    post("rubric:edit", V + "edit/", {"title": "x"}, always="403 403 403 403 409 403 403"),
    get("rubric:edit", E, always=WRITES.format(200)),
    post("rubric:edit", E, {"valid_to": "x"}, always=WRITES.format(400)),
    get("rubric:edit_missing", E + "missing/", always=WRITES.format(200)),
    get("rubric:edit_name", E + "name/", always=WRITES.format(200)),
    post("rubric:edit_name", E + "name/", {"code": "x"}, always=WRITES.format(400)),
    get("rubric:edit_delete", E + "delete/", always=WRITES.format(200)),
    post("rubric:edit_delete", E + "delete/", {}, always=WRITES.format(302)),
    post("rubric:edit_target", E + "target/", {"target": "none"}, always=WRITES.format(302)),
    get("rubric:edit_add", E + "scales/add/", always=WRITES.format(200)),
    post("rubric:edit_add", E + "scales/add/", {"code": "Z", "title": "Z"}, always=WRITES.format(302)),
    get("rubric:edit_part", E + "scales/{scale}/", always=WRITES.format(200)),
    post("rubric:edit_part", E + "scales/{scale}/", {"code": ""}, always=WRITES.format(400)),
    post("rubric:edit_move", E + "scales/{scale}/move/", {"to": "down"}, always=WRITES.format(302)),
    get("rubric:edit_remove", E + "levels/{level}/remove/", always=WRITES.format(200)),
    post("rubric:edit_remove", E + "levels/{level}/remove/", {}, always=WRITES.format(302)),
    post("rubric:edit_expect", E + "levels/{level}/expectations/", {}, always=WRITES.format(400)),
    post("rubric:edit_expect_no_more", E + "levels/{level}/expectations/{rule}/remove/", {}, always=WRITES.format(302)),
    post("rubric:edit_text", TEXT, {"was": "{text}", "paragraph": "Een zin."}, always=WRITES.format(302)),
    post("rubric:edit_text", TEXT, {"was": "x", "paragraph": "Een zin."}, always=WRITES.format(409)),
    get("rubric:edit_split", TEXT + "split/1/", always=WRITES.format(200)),
    post("rubric:edit_split", TEXT + "split/1/", {"was": "{text}", "word": "1"}, always=WRITES.format(302)),
    get("centres:list", "/centres/", always=EVERYBODY),
    get("centres:count", "/centres/count/", always=EVERYBODY),
    get("centres:export_csv", "/centres/export.csv", always=EVERYBODY),
    get("centres:export_xlsx", "/centres/export.xlsx", always=EVERYBODY),
    get("centres:detail", CENTRE, always="200 200 200 200 200 200 404"),
    get("centres:add", "/centres/new/", always=ADMINISTRATORS),
    post("centres:add", "/centres/new/", {"name": "x"}, always=ADMINISTRATORS),
    get("centres:imports", "/centres/import/", always=ADMINISTRATORS),
    post("centres:imports", "/centres/import/", {}, always="403 403 403 403 400 403 403"),
    get("centres:import_example", "/centres/import/example.csv", always=ADMINISTRATORS),
    get("centres:import", "/centres/import/{import_run}/", always=ADMINISTRATORS),
    get("centres:import_progress", "/centres/import/{import_run}/progress/", always=ADMINISTRATORS),
    post("centres:import_columns", "/centres/import/{import_run}/columns/", {}, always=IMPORTS),
    post("centres:import_confirm", "/centres/import/{import_run}/confirm/", {}, always=IMPORTS),
    post("centres:import_stop", "/centres/import/{import_run}/stop/", {}, always=IMPORTS),
    post("centres:import_again", "/centres/import/{import_run}/again/", {}, always=IMPORTS),
    get("centres:edit", CENTRE + "edit/", always=CHANGES_CENTRES),
    post("centres:edit", CENTRE + "edit/", {"name": "x"}, always=CHANGES_CENTRES),
    get("centres:board_edit", CENTRE + "board/", always=CHANGES_CENTRES),
    post("centres:board_edit", CENTRE + "board/", {"name": "x"}, always=CHANGES_CENTRES),
    get("centres:status", CENTRE + "status/", always=CHANGES_CENTRES),
    post("centres:status", CENTRE + "status/", {"step": "x"}, always=CHANGES_CENTRES),
    get("centres:history", CENTRE + "history/", always=CHANGES_CENTRES),
    get("centres:put_back", CENTRE + "history/centre-0/put-back/", always="403 403 403 403 404 403 404"),
    post("centres:put_back", CENTRE + "history/centre-0/put-back/", {}, always="403 403 403 403 404 403 404"),
    get("centres:site_add", CENTRE + "sites/new/", always=CHANGES_CENTRES),
    post("centres:site_add", CENTRE + "sites/new/", {"number": "x"}, always=CHANGES_CENTRES),
    get("centres:site_edit", CENTRE + "sites/01/edit/", always=CHANGES_CENTRES),
    post("centres:site_edit", CENTRE + "sites/01/edit/", {"number": "x"}, always=CHANGES_CENTRES),
    get("centres:appointment_add", CENTRE + "appointments/new/", always=CHANGES_CENTRES),
    post("centres:appointment_add", CENTRE + "appointments/new/", {"email": "x"}, always=CHANGES_CENTRES),
    get("centres:appointment_end", CENTRE + "appointments/{appointment}/end/", always=CHANGES_CENTRES),
    post("centres:appointment_end", CENTRE + "appointments/{appointment}/end/", {"end": "x"}, always=CHANGES_CENTRES),
    get("centres:unreachable", "/centres/unreachable/", always=ADMINISTRATORS),
    get("centres:unreachable_csv", "/centres/unreachable/export.csv", always=ADMINISTRATORS),
    get("centres:unreachable_xlsx", "/centres/unreachable/export.xlsx", always=ADMINISTRATORS),
    get("centres:hand_over", CENTRE + "appointments/{appointment}/hand-over/", always=HANDS_OVER.format(200)),
    post(
        "centres:hand_over",
        CENTRE + "appointments/{appointment}/hand-over/",
        {"seen": "x"},
        always=HANDS_OVER.format(200),
    ),
    get("centres:invitation_withdraw", CENTRE + "invitations/{invitation}/withdraw/", always=INVITED.format(200)),
    post("centres:invitation_withdraw", CENTRE + "invitations/{invitation}/withdraw/", {}, always=INVITED.format(302)),
    post("centres:invitation_anew", CENTRE + "invitations/{invitation}/anew/", {}, always=INVITED.format(302)),
    get("people", "/people/", always=ADMINISTRATORS),
    get("people_invitations", "/people/invitations/", always=ADMINISTRATORS),
    get("people_invite", "/people/invite/", always=ADMINISTRATORS),
    post("people_invite", "/people/invite/", {"email": "x"}, always=ADMINISTRATORS),
    get("invitation_withdraw", "/people/invitations/{invitation}/withdraw/", always=ADMINISTRATORS),
    post("invitation_withdraw", "/people/invitations/{invitation}/withdraw/", {}, always=PEOPLE_DEEDS),
    post("invitation_anew", "/people/invitations/{invitation}/anew/", {}, always=PEOPLE_DEEDS),
    get("person", "/people/{person}/", always=ADMINISTRATORS),
    get("person_correct", "/people/{person}/correct/", always=ADMINISTRATORS),
    post("person_correct", "/people/{person}/correct/", {"email": "x"}, always=ADMINISTRATORS),
    post("person_role", "/people/{person}/role/", {"role": "inspector"}, always=PEOPLE_DEEDS),
    get("person_close", "/people/{person}/close/", always=ADMINISTRATORS),
    post("person_close", "/people/{person}/close/", {}, always=PEOPLE_DEEDS),
    post("person_reopen", "/people/{person}/reopen/", {}, always=PEOPLE_DEEDS),
    get("mail:list", "/mail/", always=LEDGER),
    get("mail:detail", "/mail/{mail}/", always=LEDGER),
    get("mail:attachment", "/mail/{mail}/attachment/", always="404 404 404 404 404 404 404"),  # not sent: no file
    post("mail:decide", "/mail/{mail}/decide/", {"decision": "arrived"}, always="404 404 404 404 302 404 404"),
    get("outcomes:list", "/outcomes/", always=EVERYBODY),
    get(
        "outcomes:detail",
        "/outcomes/2026-014/",
        draft="404 404 404 404 404 404 404",
        final="200 200 200 200 200 200 404",
    ),
    post(
        "outcomes:read",
        "/outcomes/2026-014/read/",
        {},
        draft="404 404 404 404 404 404 404",
        final="302 302 302 302 302 302 404",
    ),
    get(
        "outcomes:pdf",
        "/outcomes/2026-014/report.pdf",
        draft="404 404 404 404 404 404 404",
        final="200 200 200 200 200 200 404",
    ),
]

ROWS = [*ASSESSMENTS, *OTHERS]


def rows_in(state: str) -> list[Row]:
    """The rows to ask for in a state: what stays the same whatever the state is asked for once."""
    return [row for row in ROWS if state == "draft" or len(set(row.statuses.values())) > 1]


def names_of_all_addresses(patterns=None, namespace="") -> Iterator[str]:
    """The name (or the pattern, where it has none) of every address that the resolver knows."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or f"unnamed {pattern.pattern}")
        else:
            own = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names_of_all_addresses(pattern.url_patterns, namespace + own)
