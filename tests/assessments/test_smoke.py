import pytest

from tests.assessments.conftest import SCALE, fresh

from assessments.transitions import finalise, return_to_team, submit

PAGES = [
    "",
    "history/",
    "review/",
    "advice/",
    "scales/dbso-leerlingenbegeleiding/L1/",
    "scales/dbso-leerlingenbegeleiding/L4/findings/new/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages(path, sign_in, complete, bram):
    r = sign_in(bram).get(f"/assessments/2026-014/{path}")
    assert r.status_code == 200


def test_lists(sign_in, complete, bram, amina):
    for who in (bram, amina):
        assert sign_in(who).get("/assessments/").status_code == 200
    assert sign_in(amina).get("/assessments/new/").status_code == 200
    assert sign_in(amina).get("/assessments/2026-014/plan/").status_code == 200
    assert sign_in(amina).get("/assessments/2026-014/").status_code == 200


def test_flow(sign_in, locked, dirk, bram):
    return_to_team(reference="2026-014", reason="x", seen=locked.revision, actor=dirk)
    submit(reference="2026-014", seen=fresh(locked).revision, actor=bram)
    c = sign_in(dirk)
    assert c.get("/assessments/2026-014/steps/finalise/").status_code == 200
    finalise(reference="2026-014", seen=fresh(locked).revision, actor=dirk)
    assert fresh(locked).state == "final"


def test_queries(sign_in, complete, bram, django_assert_max_num_queries):
    c = sign_in(bram)
    c.get(SCALE)
    with django_assert_max_num_queries(10) as q:
        c.get(SCALE)
    print(len(q))
    with django_assert_max_num_queries(8) as q:
        r = c.post(SCALE + "rate/", {"level": "exceeds", "revision": 1}, headers={"accept": "application/json"})
        assert r.status_code == 200, r.content
    for x in q:
        print(x["sql"][:150])
