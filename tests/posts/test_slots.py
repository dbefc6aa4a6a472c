"""Slots: which instants a post may be planned for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from vorlauf.directory.model import Blackout
from vorlauf.errors import BadInputError
from vorlauf.posts.slots import check_slot

BERLIN = ZoneInfo("Europe/Berlin")
NAIVE = datetime(2023, 11, 21, 10, tzinfo=UTC).replace(tzinfo=None)


def test_a_working_day_to_come_is_a_slot(directory, now, slot):
    assert check_slot(slot, directory, now) == slot


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (NAIVE, r"has no time zone; write one, as in .*\+01:00"),
        (
            datetime(2023, 9, 18, 8, 59, tzinfo=BERLIN),
            "2023-09-18 08:59 is in the past",
        ),
        (
            datetime(2023, 11, 22, 10, tzinfo=BERLIN),
            r"no working day \(Buß- und Bettag\); the next one is 2023-11-23",
        ),
        (datetime(2023, 12, 29, 10, tzinfo=BERLIN), r"\(Schließtag\).*2024-01-02"),
        (datetime(2023, 11, 25, 10, tzinfo=BERLIN), r"\(a Saturday\).*2023-11-27"),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31 cannot be planned"),
        (datetime(2100, 12, 31, tzinfo=UTC), "from 2001 to 2099"),
        (
            datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
            "0001-01-01 cannot be planned",
        ),
    ],
)
def test_any_other_instant_is_refused_with_a_reason(directory, now, wrong, sentence):
    with pytest.raises(BadInputError, match=sentence):
        check_slot(wrong, directory, now)


@pytest.fixture
def mourning(directory):
    """The directory with a blackout from Thursday to Tuesday, and one right after."""
    blackouts = (
        Blackout(first=date(2023, 11, 16), last=date(2023, 11, 21), reason="Trauer"),
        Blackout(first=date(2023, 11, 23), last=date(2023, 11, 23), reason="Wahl"),
    )
    return replace(directory, campaign=replace(directory.campaign, blackouts=blackouts))


@pytest.mark.parametrize(("day", "is_free"), [(15, True), (16, False), (21, False)])
def test_a_blackout_lasts_from_its_first_to_its_last_day(mourning, now, day, is_free):
    slot = datetime(2023, 11, day, 23, 59, tzinfo=BERLIN)

    if is_free:
        assert check_slot(slot, mourning, now) == slot
    else:
        with pytest.raises(BadInputError) as refused:
            check_slot(slot, mourning, now)
        assert str(refused.value) == (
            f"The slot 2023-11-{day} cannot be planned: nothing is published from "
            "2023-11-16 to 2023-11-21 (Trauer); the next free working day is "
            "2023-11-24."
        )


def test_no_day_of_a_blackout_is_proposed_for_another(mourning, now):
    with pytest.raises(BadInputError, match=r"Bettag\); the next one is 2023-11-24"):
        check_slot(datetime(2023, 11, 22, 10, tzinfo=BERLIN), mourning, now)
