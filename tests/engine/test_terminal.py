from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.text import Text

from vorlauf.terminal import console, harmless, local, table


def test_an_instant_is_shown_in_the_zone_with_its_weekday():
    instant = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)

    assert local(instant, ZoneInfo("Europe/Berlin")) == "Fri 2026-12-04 00:30"


def test_what_a_terminal_would_obey_is_taken_out():
    assert harmless("rot\x1b[31m\rüberschrieben\nneu") == "rot�[31m�überschrieben\nneu"


def test_a_table_takes_texts_as_they_are(capsys):
    console().print(table("", ("Title", "V"), [("[bold]\x1b[2J", 3), (Text("ok"), 4)]))

    assert "[bold]�[2J" in capsys.readouterr().out
