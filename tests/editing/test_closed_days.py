"""Closed days: a blackout over planned slots, and whatever else closes a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from states.post import PostState
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import HoldScope
from vorlauf.directory.model import Blackout
from vorlauf.errors import RefusedError

MINUTE = timedelta(minutes=1)


def rewrite(desk, **campaign):
    """Change the campaign in stakeholders.toml."""
    changed = replace(desk.directory.campaign, **campaign)
    houses = {
        key: replace(house, campaign=changed)
        for key, house in desk.directory.houses.items()
    }
    desk.directory = replace(desk.directory, campaign=changed, houses=houses)


def mourn(desk, first=date(2023, 11, 20), last=date(2023, 11, 22)):
    mourning = Blackout(first=first, last=last, reason="Landestrauer")
    rewrite(desk, blackouts=(mourning,))


@pytest.fixture
def scheduled(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    return number


def test_a_blackout_over_a_slot_holds_the_post_and_tells_the_coordinator_once(
    desk, scheduled, post_round, slot
):
    post_round(slot - timedelta(days=5))
    mourn(desk)

    desk.advance(desk.now + MINUTE)

    post = desk.post(scheduled)
    assert post.hold_kind == HoldScope.CLOSED_DAYS
    mails = post_round()
    assert [to for to, _ in mails] == ["ada"]
    said = " ".join(mails[0][1].get_body("plain").get_content().split())
    assert scheduled in said
    assert "Landestrauer" in said
    assert "nächster freier Termin" in said
    desk.advance(desk.now + 10 * MINUTE)
    assert post_round() == []


def test_the_clock_does_not_publish_inside_even_with_every_permalink(
    desk, scheduled, slot
):
    mourn(desk)
    desk.advance(slot - timedelta(hours=2))
    proofs = {c: f"https://{c}.example.org/1" for c in desk.directory.campaign.channels}
    desk.advance(slot + MINUTE)

    assert desk.rows(NOTICE, purpose="publish_request", state="queued") == []
    with pytest.raises(RefusedError, match="gives a reason"):
        desk.do(scheduled, "publish", proofs=proofs)
    desk.do(scheduled, "publish", proofs=proofs, comment="Warnung der Feuerwehr.")

    post = desk.post(scheduled)
    assert (post.state, post.held_since) == (PostState.PUBLISHED, None)
    *_, line = [one for one in desk.file(scheduled) if one.event == "publish"]
    assert line.comment == "Warnung der Feuerwehr."
    assert '"on_hold":"closed_days"' in line.details


@pytest.mark.parametrize(
    "change",
    [
        {"closing_days": frozenset({date(2023, 11, 21)})},
        {"blackouts": (Blackout(first=date(2023, 11, 21), last=date(2023, 11, 21),
                                reason="Wahl"),)},
    ],
)  # fmt: skip
def test_whatever_closes_a_day_counts_alike(desk, scheduled, change):
    rewrite(desk, **change)
    desk.advance(desk.now + MINUTE)

    assert desk.post(scheduled).hold_kind == "closed_days"


def test_another_slot_lets_it_go_on_and_so_does_the_end_of_the_blackout(
    desk, a_post, scheduled, slot
):
    planned = a_post("smi")
    mourn(desk)
    desk.advance(desk.now + MINUTE)
    assert desk.post(planned).held_since

    desk.save(planned, slot_at=slot + timedelta(days=7))
    assert desk.post(planned).held_since is None

    rewrite(desk, blackouts=())
    desk.advance(desk.now + MINUTE)
    assert desk.post(scheduled).held_since is None


def test_in_a_blackout_nobody_is_asked_to_publish_what_was_due_before(
    desk, scheduled, post_round, slot
):
    post_round(slot + timedelta(hours=6))
    mourn(desk, first=date(2023, 11, 22), last=date(2023, 11, 24))

    within, after = [], []
    for day in range(1, 8):
        for hour in (-1, 0, 4):
            desk.advance(slot + timedelta(days=day, hours=hour))
            found = [mail["Subject"] for _, mail in post_round()]
            (within if day < 6 else after).extend(found)

    assert [one for one in within if scheduled in one] == []
    assert [one for one in after if "Veröffentlichung" in one]


def test_a_slot_at_the_opening_after_a_blackout_is_asked_for_within(
    desk, a_post, post_round
):
    office = desk.directory.agency.office
    slot = office.at(date(2023, 11, 23), office.opens)
    number = a_post("smi", slot_at=slot, wants_assets=False, wants_graphics=False)
    desk.do(number, "submit")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    post_round(slot - timedelta(days=6))
    mourn(desk, first=date(2023, 11, 20), last=date(2023, 11, 22))

    (request,) = desk.rows(NOTICE, purpose="publish_request", state="queued")
    desk.advance(request.due_at)
    asked = [mail["Subject"] for _, mail in post_round()]

    assert request.due_at < slot
    of_this = [one for one in asked if number in one and "Do 23.11.2023" in one]
    assert len(of_this) == 1
