"""Stored messages: what a row keeps is said to each reader in the own language."""

from datetime import UTC, date, datetime

from each import each

from notifications.i18n.translation import translate
from states.messages import (
    Channel,
    Count,
    Quoted,
    Several,
    msg,
    phrase,
    sentences,
)
from vorlauf.db.stored_messages import packed, unpacked

MESSAGES = [
    msg("Noted."),
    msg("Noted; {person} is disabled.", person='A "B" {C} ü'),
    sentences([msg("Noted."), msg("{person} is shown it.", person="Ada")]),
    phrase("hint", ", did you mean {meant}?", meant=Quoted("x'y")),
    msg("{a} {b} {c}", a=Count(12_000), b=Channel("linkedin"), c=3),
    msg("{day} {at}", day=date(2026, 3, 1), at=datetime(2026, 3, 1, 9, tzinfo=UTC)),
    msg("{one}", one=Several(("a", msg("Noted.")), "; ")),
]


def test_a_message_comes_back_with_its_values():
    assert [unpacked(packed(message)) for message in MESSAGES] == MESSAGES


@each("text", ["", "550 5.1.1 unknown", "{no} message", '{"said": broken', "Noted."])
def test_any_other_text_is_a_sentence_of_its_own(text):
    assert str(unpacked(text)) == text


def test_a_kept_message_is_said_in_german():
    kept = packed(msg("Noted; {person} is disabled.", person="Ada Lorenz"))

    assert translate(unpacked(kept), "de").startswith("Vermerkt; das Konto von Ada")
    assert str(unpacked(kept)) == "Noted; Ada Lorenz is disabled."
