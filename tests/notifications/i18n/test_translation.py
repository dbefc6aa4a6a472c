"""Translation: messages in German, value by value."""

from datetime import UTC, date, datetime

import pytest

from notifications.i18n.translation import translate
from states.messages import (
    Channel,
    Count,
    Quoted,
    Several,
    channels,
    msg,
    phrase,
    sentences,
)
from states.post import PostState, Trigger
from states.purpose import MailKind


@pytest.mark.parametrize(
    ("value", "german"),
    [
        ("abc", "abc"),
        (2026, "2026"),
        (date(2026, 12, 2), "Mi 02.12.2026"),
        (datetime(2026, 12, 2, 14, tzinfo=UTC), "Mi 02.12.2026, 14:00 Uhr"),
        (PostState.DRAFT, "„Entwurf“"),
        (Trigger.APPROVE, "„Freigeben“"),
        (MailKind.REMINDER, "Erinnerung"),
        (Quoted("it's"), "„it's“"),
        (Quoted('it\'s "so"'), '„it\'s "so"“'),
        (Quoted("a\nb"), "„a\\nb“"),
        (Count(12_000), "12.000"),
        (Channel("linkedin"), "LinkedIn"),
        (channels(["xing", "radio"]), "Xing, radio"),
        (Several((Trigger.SUBMIT, "b"), " or "), "„Zur Prüfung geben“ oder b"),
        (phrase("purpose", "Reminder"), "Erinnerung"),
        (sentences([msg("{a}", a="A."), msg("B.")]), "A. B."),
    ],
)
def test_a_value_is_shown_as_german_shows_it(value, german):
    assert translate(msg("{value}", value=value), "de") == german


def test_english_is_what_the_message_says():
    said = msg("{state}", state=PostState.DRAFT)
    assert translate(said, "en") == "draft"


def test_what_the_catalogue_does_not_have_stays_english():
    assert translate(msg("Nobody says {this}.", this=Count(1_000)), "de") == (
        "Nobody says 1.000."
    )
