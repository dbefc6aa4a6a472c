"""Messages: the English sentence that a template makes of its values."""

from datetime import UTC, date, datetime

from states.messages import (
    Count,
    Message,
    Quoted,
    Several,
    SpokenError,
    channels,
    message_of,
    msg,
    phrase,
    sentences,
)
from states.post import PostState, Trigger

DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_values_stand_in_the_holes_of_the_template():
    said = msg(
        "{number} is in {state}; {day}, {at}.",
        number="2026-001",
        day=DAY,
        state=PostState.DRAFT,
        at=NOON,
    )
    assert str(said) == "2026-001 is in draft; 2026-03-01, 2026-03-01 12:00."


def test_a_wrapper_says_how_a_value_is_shown():
    said = msg(
        "{count}, {text}, {ascii}",
        count=Count(12_000),
        text=Quoted("ä"),
        ascii=Quoted("ä", only_ascii=True),
    )
    assert str(said) == r"12,000, 'ä', '\xe4'"


def test_several_values_stand_one_after_another():
    could = Several((Trigger.SUBMIT, Trigger.WITHDRAW), " or ")
    assert str(msg("{could} on {where}", could=could, where=channels(["x", "y"]))) == (
        "submit or withdraw on x, y"
    )


def test_a_message_stands_in_another_one():
    who = phrase("who", "the deputy of {name}", name="Ada")
    assert str(msg("It is for {who}.", who=who)) == "It is for the deputy of Ada."
    assert str(sentences([msg("One."), msg("Two.")])) == "One. Two."


def test_a_sentence_without_values_may_hold_any_sign():
    assert str(msg("{ }")) == "{ }"
    assert str(msg("{text}", text="{ }")) == "{ }"
    assert str(message_of("100 % {of}")) == "100 % {of}"


def test_an_error_keeps_its_message():
    said = msg("{number} is gone.", number="2026-001")
    error = SpokenError(said)

    assert error.message is said
    assert str(error) == "2026-001 is gone."
    assert SpokenError("Gone.").message == Message("Gone.")


def test_equal_messages_are_one_key():
    assert len({msg("{a}", a="x"), msg("{a}", a="x"), msg("{a}", a="y")}) == 2
