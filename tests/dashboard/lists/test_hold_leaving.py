"""One post leaves a larger hold: shown first, done, taken back; by page and API."""

from datetime import timedelta

import pytest
from programs import program_of

from vorlauf.db.engine import writing
from vorlauf.db.hold_tables import HoldScope
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.scheduling import hold_upkeep
from vorlauf.scheduling.hold_orders import HoldOrder
from vorlauf.scheduling.holds import place
from vorlauf.workflow.manual_actions import overseer

DAY = timedelta(days=1)


@pytest.fixture
def house_on_hold(desk, hand_to_review, post_round):
    """Two posts of smi, asked about by mail, and the hold of their house."""
    numbers = [hand_to_review("smi"), hand_to_review("smi")]
    post_round()
    order = HoldOrder(scope=HoldScope.HOUSE, what="smi", reason="Trauerfall")
    with writing(desk.engine) as connection:
        call = desk.call(connection)
        placed = place(call, order, overseer(desk.directory, "ada"))
    return placed.hold_id, numbers


def held(desk, *numbers):
    return [desk.post(number).held_since is not None for number in numbers]


def keep_up(desk):
    with writing(desk.engine) as connection:
        hold_upkeep.keep_up(desk.call(connection))


def test_one_post_leaves_and_stays_out_until_it_is_put_back(
    dashboard, desk, house_on_hold
):
    key, (one, other) = house_on_hold
    ada = dashboard.as_("ada")
    wish = {"post": one, "seen": desk.post(one).row_version}

    shown = ada.get(f"/holds/{key}?post={one}")
    assert f"Was folgt, wenn {one} jetzt allein weitergeht" in shown.text
    assert held(desk, one, other) == [True, True]

    left = ada.post(f"/holds/{key}/leave", wish)
    assert left.status_code == 303
    keep_up(desk)
    assert held(desk, one, other) == [False, True]
    page = ada.get(f"/posts/{one}")
    assert f'action="/holds/{key}/put-back"' in page.text
    assert ada.post(f"/holds/{key}/leave", wish).status_code == 409
    back = {"post": one, "seen": desk.post(one).row_version}
    assert ada.post(f"/holds/{key}/put-back", back).status_code == 303
    keep_up(desk)
    assert held(desk, one, other) == [True, True]


def test_the_page_of_a_hold_lists_the_mails_that_its_end_causes(
    dashboard, desk, house_on_hold, post_round
):
    key, _ = house_on_hold
    post_round(desk.now + DAY)

    page = dashboard.as_("ada").see(f"/holds/{key}").text

    mails = page.partition("E-Mails dazu")[2].partition("Grund")[0]
    assert "Ines Iser: " in mails
    assert desk.rows(NOTICE, purpose="resumed") == []


def test_what_is_taken_back_at_once_nobody_hears_of(
    dashboard, desk, house_on_hold, post_round
):
    key, (one, _) = house_on_hold
    post_round()
    ada = dashboard.as_("ada")
    before = desk.post(one).steps
    ada.post(f"/holds/{key}/leave", {"post": one, "seen": desk.post(one).row_version})
    desk.now += timedelta(seconds=20)
    ada.post(
        f"/holds/{key}/put-back", {"post": one, "seen": desk.post(one).row_version}
    )

    desk.now += timedelta(minutes=30)

    assert post_round() == []
    assert [s.due_at for s in desk.post(one).steps] == [s.due_at for s in before]


def test_a_program_lets_one_post_go_on_and_puts_it_back(desk, dashboard, house_on_hold):
    key, (one, other) = house_on_hold
    ada = program_of(dashboard, "ada")
    only = {"posts": [one]}

    tried = ada.send(f"/holds/{key}/end", only | {"dry_run": True})
    assert (tried.status_code, tried.json()["numbers"]) == (200, [one])
    assert held(desk, one, other) == [True, True]

    assert ada.send(f"/holds/{key}/end", only).status_code == 200
    assert held(desk, one, other) == [False, True]
    assert ada.send(f"/holds/{key}/end", only).status_code == 409
    assert ada.send(f"/holds/{key}/put-back", only).status_code == 200
    assert held(desk, one, other) == [True, True]
    assert ada.send(f"/holds/{key}/put-back", only).status_code == 409


def test_the_last_of_chosen_posts_ends_the_hold(dashboard, desk, hand_to_review):
    numbers = [hand_to_review("smi"), hand_to_review("smf")]
    order = HoldOrder(scope=HoldScope.POSTS, numbers=tuple(numbers), reason="Trauer")
    with writing(desk.engine) as connection:
        by = overseer(desk.directory, "ada")
        key = place(desk.call(connection), order, by).hold_id
    ada = dashboard.as_("ada")

    for number in numbers:
        seen = desk.post(number).row_version
        ada.post(f"/holds/{key}/leave", {"post": number, "seen": seen})

    assert held(desk, *numbers) == [False, False]
    assert "Dieses Ruhen ist beendet" in ada.get(f"/holds/{key}").text


def test_the_reader_hears_once_that_the_post_goes_on(
    dashboard, desk, house_on_hold, post_round
):
    key, (one, _) = house_on_hold
    post_round()
    desk.now += DAY
    seen = desk.post(one).row_version
    dashboard.as_("ada").post(f"/holds/{key}/leave", {"post": one, "seen": seen})
    desk.now += timedelta(minutes=20)

    mails = post_round()

    assert [to for to, _ in mails] == ["ines"]
    (resumed,) = desk.rows(NOTICE, purpose="resumed", state="sent")
    assert resumed.recipient == "ines"


def test_a_post_that_never_left_is_not_put_back(dashboard, desk, house_on_hold, asked):
    key, _ = house_on_hold
    (stranger,) = asked("smf")
    back = {"post": stranger, "seen": desk.post(stranger).row_version}

    answer = dashboard.as_("ada").post(f"/holds/{key}/put-back", back)

    assert answer.status_code == 409
    assert held(desk, stranger) == [False]


def test_the_end_of_a_whole_hold_is_undone_before_anybody_has_heard_of_it(
    dashboard, desk, house_on_hold, post_round
):
    key, (one, _) = house_on_hold
    ada = dashboard.as_("ada")
    desk.now += timedelta(hours=1)
    post_round(desk.now)
    before = desk.post(one)

    page = ada.send(f"/holds/{key}/end", {"comment": "Versehen."})
    assert desk.post(one).held_since is None
    assert f"/holds/{key}/put-back" in {form.action for form in page.forms}
    # Nobody else takes it back.
    assert dashboard.as_("ben").send(f"/holds/{key}/put-back", {}).status == 403
    again = ada.send(f"/holds/{key}/put-back", {})

    after = desk.post(one)
    assert "ruhen wieder" in again.text or "ruht wieder" in again.text
    assert (after.held_since is None, after.hold_kind) == (False, before.hold_kind)
    assert post_round(desk.now + timedelta(days=2)) == []

    ada = dashboard.as_("ada")
    ada.send(f"/holds/{key}/end", {"comment": "Vorbei."})
    desk.now += timedelta(minutes=1)
    late = ada.send(f"/holds/{key}/put-back", {})
    assert "30 Sekunden" in late.text
    assert desk.post(one).held_since is None
