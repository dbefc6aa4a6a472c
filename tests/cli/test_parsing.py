from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from vorlauf.cli import parsing
from vorlauf.errors import BadInputError

BERLIN = ZoneInfo("Europe/Berlin")
TEN = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03 10:00",
        "2026-12-03T10:00",
        " 2026-12-03 10:00:00 ",
        "2026-12-03 10:00+01:00",
        "2026-12-03T09:00Z",
        "2026-12-03T04:00-05:00",
    ],
)
def test_an_hour_is_the_campaigns_unless_it_says_otherwise(text):
    assert parsing.instant(text, BERLIN) == TEN


def test_an_hour_that_comes_twice_can_be_told_by_its_offset():
    with pytest.raises(BadInputError, match=r"02:30\+02:00 or .* 02:30\+01:00"):
        parsing.instant("2026-10-25 02:30", BERLIN)

    assert parsing.instant("2026-10-25 02:30+01:00", BERLIN).hour == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10:00",
        "2026-12-03",
        "20261203T1000",
        "2026-W49-4 10:00",
        "2026-13-01 10:00",
        "2026-12-03 24:01",
        "٢٠٢٦-12-03 10:00",
        "2026-12-03 10:00 morgens",
    ],
)
def test_what_is_no_date_with_an_hour_is_refused(text):
    with pytest.raises(BadInputError, match="is no date with an hour"):
        parsing.instant(text, BERLIN)


def test_a_text_may_hold_equals_signs():
    assert parsing.texts(["xing=1 + 1 = 2"]) == {"xing": "1 + 1 = 2"}


def test_a_channel_given_twice_is_refused():
    with pytest.raises(BadInputError, match="given twice"):
        parsing.texts(["xing=a", "xing=b"])


def test_a_trigger_may_be_written_with_a_hyphen():
    assert parsing.trigger("Request-Changes").value == "request_changes"
