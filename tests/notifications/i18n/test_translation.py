"""Translation: messages in German, value by value."""

import ssl
from datetime import UTC, date, datetime

import pytest

from notifications.delivery import mail_url, outcomes
from notifications.delivery.outcomes import Stage
from notifications.delivery.socket_lines import Reply
from notifications.i18n.translation import translate
from states.advance import refusal
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
from states.moves import Facts
from states.post import PostState, Trigger
from states.purpose import MailKind

SERVER = mail_url.read("smtp://mail.example.org:25?from=a@example.org")


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
        (Quoted("\\'\""), "„\\'\"“"),
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


def test_an_empty_message_is_empty():
    assert translate(msg(""), "de") == ""


def test_english_is_what_the_message_says():
    said = msg("{state}", state=PostState.DRAFT)
    assert translate(said, "en") == "draft"


def test_what_the_catalogue_does_not_have_stays_english():
    assert translate(msg("Nobody says {this}.", this=Count(1_000)), "de") == (
        "Nobody says 1.000."
    )


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(
    ("lines", "end"), [(("no such user",), ": no such user."), ((), ".")]
)
def test_what_a_mail_server_refuses_is_german(stage, lines, end):
    error = outcomes.refusal(SERVER, stage, Reply(550, lines))
    said = translate(error.message, "de")
    assert said.startswith(f"Der Mailserver {SERVER} hat d")
    assert " mit 550 abgelehnt" in said
    assert said.endswith(end) or stage is Stage.LOGIN


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != "mail"])
@pytest.mark.parametrize(
    ("error", "german"),
    [
        (TimeoutError(), "hat nicht rechtzeitig geantwortet"),
        (ssl.SSLError(), "einigt sich mit uns nicht auf eine Verschlüsselung"),
        (OSError(5, "no way"), "ist nicht erreichbar: no way"),
        (
            ConnectionError("the connection is closed"),
            "ist nicht erreichbar: Die Verbindung ist geschlossen",
        ),
    ],
)
def test_what_broke_the_connection_is_german(stage, error, german):
    said = translate(outcomes.broken_off(SERVER, stage, error).message, "de")
    assert said.startswith(f"Der Mailserver {SERVER} {german} (betroffen: ")


def test_an_answer_that_was_lost_is_german():
    error = outcomes.broken_off(SERVER, Stage.ANSWER, TimeoutError())
    assert translate(error.message, "de") == (
        f"Der Mailserver {SERVER} hat die ganze E-Mail erhalten, seine Antwort ging "
        "jedoch verloren."
    )


@pytest.mark.parametrize(
    ("state", "trigger", "facts", "german"),
    [
        (
            PostState.DRAFT,
            Trigger.APPROVE,
            Facts(),
            (
                "Im Zustand „Entwurf“ ist „Freigeben“ nicht möglich; möglich sind: "
                "„Material anfragen“, „Zur Prüfung geben“, „Zurückziehen“."
            ),
        ),
        (
            PostState.STAATSKANZLEI_APPROVAL,
            Trigger.APPROVE,
            Facts(),
            (
                "„Freigeben“ ist der für die Freigabe zuständigen Person oder der "
                "Vertretung der gefragten Person vorbehalten."
            ),
        ),
    ],
)
def test_a_refusal_of_the_table_reads_well(state, trigger, facts, german):
    assert translate(refusal(state, trigger, facts).message, "de") == german
