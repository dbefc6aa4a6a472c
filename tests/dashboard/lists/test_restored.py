"""After a restore: a red bar, and a page on which a coordinator decides."""

from datetime import timedelta

import pytest

from vorlauf.db import restorations
from vorlauf.db.engine import reading, writing
from vorlauf.db.restorations import HeldKind


@pytest.fixture
def kind_of_database():
    """What is asked here is tried on both databases elsewhere."""
    return "sqlite"


@pytest.fixture
def ada(dashboard, desk, asked, now):
    """A coordinator's browser, a day after the backup that was restored."""
    asked("smi", "smf")
    with writing(desk.engine) as connection:
        restorations.begin(connection, made_at=now, now=desk.now, head="1:ab")
    desk.now = now + timedelta(days=14)
    return dashboard.as_("ada")


def held(desk):
    with reading(desk.engine) as connection:
        return restorations.held(connection)


def seen(ada):
    return (
        ada.see("/restored").html.partition('name="seen" value="')[2].partition('"')[0]
    )


def test_lists_are_red_and_only_coordinators_are_led_to_the_page(ada, dashboard):
    for path in ("/", "/posts", "/calendar"):
        html = ada.see(path).html
        assert "Wiederhergestellt aus einer Sicherung vom" in html
        assert 'href="/restored"' in html
    others = dashboard.as_("olga")
    assert "Wiederhergestellt aus einer Sicherung vom" in others.see("/posts").html
    assert 'href="/restored"' not in others.see("/posts").html
    assert others.get("/restored").status_code == 403
    house = dashboard.as_("ines").see("/posts").html
    assert "Wiederhergestellt aus einer Sicherung" not in house


def test_kinds_are_dropped_and_released_and_held_again(ada, desk):
    assert "Keine dieser Art senden" in ada.see("/restored").html
    assert "die Wochenübersicht" in ada.see("/restored").html

    dropped = {"what": "review_request", "seen": seen(ada)}
    assert ada.post("/restored/drop", dropped).status_code == 303
    assert held(desk) == {*HeldKind}
    released = {"what": "mails", "seen": seen(ada)}
    assert ada.post("/restored/release", released).status_code == 303
    assert HeldKind.MAILS not in held(desk)
    assert ada.post("/restored/hold", {}).status_code == 303
    assert held(desk) == {*HeldKind}

    all_of_it = {"what": "all", "seen": seen(ada)}
    assert ada.post("/restored/release", all_of_it).status_code == 303
    assert "Wiederhergestellt aus einer Sicherung vom" not in ada.see("/").html
    assert "Nichts ruht." in ada.see("/restored").html


def test_what_is_odd_is_refused_in_a_sentence(ada, desk):
    sign = seen(ada)

    answers = [
        ada.post("/restored/release", {"what": "all", "seen": "0"}),
        ada.post("/restored/release", {"what": "moon", "seen": sign}),
        ada.post("/restored/drop", {"what": "moves", "seen": sign}),
        ada.post("/restored/hold", {}),
        ada.post("/restored/burn", {"what": "all", "seen": sign}),
    ]

    assert [one.status_code for one in answers] == [409, 422, 422, 403, 404]
    assert held(desk) == {*HeldKind}
