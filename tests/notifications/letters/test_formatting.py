from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from notifications.letters import formatting

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("lang", "short", "long"),
    [
        ("de", "So 26.03.2023", "Sonntag, 26. März 2023, 09:00 Uhr"),
        ("en", "Sun 26 Mar 2023", "Sunday 26 March 2023, 09:00"),
    ],
)
def test_an_instant_reads_as_the_clocks_of_the_campaign_show_it(lang, short, long):
    first_hours_of_summer_time = datetime(2023, 3, 26, 7, tzinfo=UTC)

    said = formatting.when(first_hours_of_summer_time, BERLIN, lang)

    assert (said.short, str(said)) == (short, long)


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        formatting.when(datetime(2023, 3, 1), BERLIN, "de")  # noqa: DTZ001  (refused)


@pytest.mark.parametrize(
    ("wanted", "lang"), [("de", "de"), ("en", "en"), ("en-GB", "en"), ("fr", "de")]
)
def test_whoever_does_not_want_english_reads_german(wanted, lang):
    assert formatting.language(wanted) == lang


def test_one_working_day_is_singular():
    assert formatting.working_days(1, "de") == "einem Arbeitstag"
    assert formatting.working_days(2, "de") == "2 Arbeitstagen"
    assert formatting.working_days(1, "en") == "one working day"


def test_one_line_takes_out_what_can_break_or_turn_a_line():
    wicked = "Ada\r\nBcc:\tben\u202egro.elpmaxe\u2028\u200bEnde\x00"

    assert formatting.one_line(wicked) == "Ada Bcc: bengro.elpmaxe Ende"


def test_an_emoji_of_several_signs_stays_whole():
    assert formatting.one_line("👩\u200d🚒 Feuerwehr") == "👩\u200d🚒 Feuerwehr"


def test_a_shortened_text_ends_with_a_mark():
    assert formatting.shortened("Ausbildung", 10) == "Ausbildung"
    assert formatting.shortened("Ausbildung im Forst", 12) == "Ausbildung…"
