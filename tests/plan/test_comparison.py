"""Comparison: what a check of the plan newly finds after an act, as sentences."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vorlauf.db.engine import reading
from vorlauf.plan.comparison import found_after_move, found_with

# 09:00 in Berlin on a working day, long after the day on which the tests plan.
MONDAY = datetime(2024, 2, 5, 8, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def test_a_slot_that_breaks_rules_is_told_and_what_was_so_before_is_not(desk, a_post):
    campaign = replace(desk.directory.campaign, posts_per_day=1, house_spacing=2)
    desk.directory = replace(desk.directory, campaign=campaign)
    one, two = (a_post("smi", slot_at=at) for at in (MONDAY, TUESDAY))
    far = a_post("smi", slot_at=MONDAY + timedelta(days=28))

    def said(number, slot_at):
        with reading(desk.engine) as connection:
            post = desk.post(number)
            return list(
                map(str, found_after_move(desk.call(connection), post, slot_at))
            )

    assert said(two, TUESDAY) == []
    clash, day, *gaps = said(two, MONDAY)
    assert clash == (
        f"{one}, {two} share the slot 2024-02-05 09:00 on instagram, linkedin, xing."
    )
    assert day == f"Posts on 2024-02-05: 2, agreed are 1 ({one}, {two})."
    assert gaps == []
    assert "too close together" in said(far, TUESDAY + timedelta(hours=4))[-1]
    assert said(two, desk.now + timedelta(days=2))[0].startswith(f"{two}: ")


def test_another_lead_time_tells_which_slots_are_not_met_any_more(desk, a_post):
    number = a_post("smi", slot_at=desk.now + timedelta(days=60))
    smi = desk.directory.houses["smi"]
    longer = replace(smi, lead_times=replace(smi.lead_times, review=90))
    after = replace(desk.directory, houses={**desk.directory.houses, "smi": longer})

    with reading(desk.engine) as connection:
        call = desk.call(connection)
        (said,) = map(str, found_with(call, after))
        assert found_with(call, desk.directory) == []

    assert said.startswith(f"{number}: SMI needs more time, working days short: ")
