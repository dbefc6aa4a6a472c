"""Posts on hold, as a coordinator sees them in a browser and by the API."""

import pytest


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


def test_a_hold_is_shown_first_then_made_then_ended(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    ada = dashboard.as_("ada")
    wish = {"scope": "posts", "posts": number, "reason": "Trauerfall"}

    shown = ada.post("/holds/preview", wish)
    assert number in shown.text
    assert desk.post(number).held_since is None

    seen = {f"seen-{number}": str(desk.post(number).row_version)}
    made = ada.post("/holds", wish | seen)
    assert made.status_code == 303
    assert desk.post(number).held_since
    assert "Trauerfall" in ada.see(f"/posts/{number}").html
    assert "Trauerfall" in dashboard.as_("ines").see(f"/posts/{number}").html
    key = made.headers["location"].rpartition("/")[2]
    assert ada.get(f"/holds/{key}").status_code == 200

    assert ada.post(f"/holds/{key}/end", {"comment": ""}).status_code == 303
    assert desk.post(number).held_since is None
    assert ada.post(f"/holds/{key}/end", {"comment": ""}).status_code == 409


def test_what_changed_meanwhile_and_what_is_odd_is_refused(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    ada = dashboard.as_("ada")
    wish = {"scope": "posts", "posts": number, "reason": "Trauerfall"}

    stale = ada.post("/holds", wish | {f"seen-{number}": "99"})
    odd = [
        ada.post("/holds/preview", wish | {"reason": ""}),
        ada.post("/holds/preview", wish | {"posts": "2023-999"}),
        ada.post("/holds/preview", wish | {"scope": "moon"}),
        ada.post("/holds/preview", wish | {"last_day": "bald"}),
    ]

    assert stale.status_code == 409
    assert [answer.status_code for answer in odd] == [422] * 4
    assert desk.post(number).held_since is None
