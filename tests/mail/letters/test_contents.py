"""Contents: which message a notice becomes, whoever has left the file meanwhile."""

from datetime import timedelta

import pytest
from desk import BARE
from worker import lease_all

from notifications.letters.layout import alone
from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.errors import NotFoundError
from vorlauf.mail.letters.contents import letter
from vorlauf.mail.letters.context import contexts
from vorlauf.mail.letters.template_values import Addressee


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def letters(desk):
    """Return a function that writes what is due, by recipient."""

    def written(purpose):
        notices = [n for n in lease_all(desk) if n.purpose == purpose]
        with reading(desk.engine) as connection:
            found = contexts(connection, notices)
        people = desk.directory.person
        return {
            one.notice.recipient: alone(
                letter(
                    one,
                    Addressee(person=people(one.notice.recipient)),
                    desk.directory,
                    desk.now,
                )
            )
            for one in found
        }

    return written


@pytest.fixture
def in_review(desk, a_post):
    number = a_post("smi", "smf", **BARE)
    desk.do(number, "submit")
    return number


def test_a_request_names_the_post_the_date_and_what_to_read(letters, in_review):
    message = letters("review_request")["ines"]

    assert in_review in message.subject
    assert "Ein Tag bei der Feuerwehr." in message.text
    assert "Ines Iser" in message.text


@pytest.mark.usefixtures("in_review")
def test_everybody_reads_their_own_language(desk, letters):
    desk.amend("people", "frank", language="en")

    found = letters("review_request")

    assert "Guten Tag" in found["ines"].text
    assert "Guten Tag" not in found["frank"].text


def test_a_second_request_says_what_has_changed(desk, letters, in_review):
    desk.save(in_review, link="https://example.org/neu")

    message = letters("review_request")["ines"]

    assert "https://example.org/neu" in message.text
    assert "Link" in message.text


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("linkedin xing", "linkedin", "Kanäle: LinkedIn und Xing → LinkedIn"),
        ("linkedin", "linkedin xing", "Kanäle: LinkedIn → LinkedIn und Xing"),
    ],
)
def test_a_channel_that_is_left_out_or_added_is_named(letters, narrowed, line):
    assert narrowed

    message = letters("review_request")["ines"]

    assert line in " ".join(message.text.split())


@pytest.fixture
def narrowed(desk, a_post, before, after):
    """A post in review that is for other channels than when it was submitted."""
    first, then = (
        dict.fromkeys(channels.split(), "Ein Tag bei der Feuerwehr.")
        for channels in (before, after)
    )
    number = a_post("smi", **BARE, texts=first, channels=tuple(first))
    desk.do(number, "submit")
    desk.save(number, texts=then, channels=tuple(then))
    return number


def test_a_no_is_reported_in_its_own_words(desk, letters, in_review):
    desk.do(in_review, "request_changes", "ivo", comment="Bitte ohne Namen.")

    message = letters("changes_requested")["ada"]

    assert "Bitte ohne Namen." in message.text
    assert "Ivo Jahn" in message.text
    assert "Ministerium des Innern" in message.text


def test_a_no_afterwards_does_not_call_the_post_a_draft(desk, letters, in_review):
    goal = PostState.PUBLISHED
    desk.do(in_review, "override", target=goal, comment="Der Minister wartet.")
    desk.do(in_review, "request_changes", "ines", comment="So nicht.")

    message = letters("changes_requested")["ada"]

    assert "der Beitrag bleibt deshalb, wo er ist" in " ".join(message.text.split())
    assert "Entwurf" not in message.text


def test_an_override_is_explained_to_whoever_answers_afterwards(
    desk, letters, in_review
):
    goal = PostState.PUBLISHED
    desk.do(in_review, "override", target=goal, comment="Der Minister wartet.")

    message = letters("retrospective_request")["clara"]

    assert "Der Minister wartet." in message.text
    assert "Ada Lorenz" in message.text


@pytest.mark.parametrize("gone", [("houses", "smi"), ("people", "ines")])
def test_an_escalation_is_written_whoever_has_left(desk, letters, in_review, gone):
    desk.amend(*gone)
    (step,) = [s for s in desk.post(in_review).steps if s.house == "smi"]
    desk.advance(step.escalate_at)

    message = letters("escalation")["ada"]

    assert in_review in message.subject


@pytest.mark.usefixtures("in_review")
def test_nobody_can_write_to_somebody_who_has_left(desk, letters):
    desk.amend("people", "ines")

    with pytest.raises(NotFoundError, match="There is nobody called 'ines'"):
        letters("review_request")


def test_a_reminder_says_how_late_it_is(desk, letters, in_review):
    (step,) = [s for s in desk.post(in_review).steps if s.house == "smi"]
    desk.now = step.due_at + timedelta(days=7)

    message = letters("reminder")["ines"]

    assert in_review in message.subject
    assert message.subject.startswith("Überfällig seit")
    assert "seit 4\nArbeitstagen" in message.text


def test_a_reminder_of_a_draft_says_what_it_lacks(desk, letters, a_post):
    number = a_post("smi", texts={"linkedin": "Ein Tag."}, **BARE)
    (step,) = desk.post(number).steps
    desk.now = step.due_at

    message = letters("reminder")["ada"]

    assert "stellen Sie den Entwurf fertig" in message.text
    assert "Es fehlt noch: der Text für Instagram, Xing" in " ".join(
        message.text.split()
    )


def test_a_draft_that_lacks_nothing_is_to_be_handed_over(desk, letters, in_review):
    desk.do(in_review, "request_changes", "ines", comment="Bitte ohne Namen.")
    (step,) = desk.post(in_review).steps
    desk.now = step.due_at

    message = letters("reminder")["ada"]

    text = " ".join(message.text.split())
    assert "geben Sie den Beitrag zur Prüfung in die Ressorts" in text
    assert "Es fehlt noch" not in text


def test_whoever_publishes_at_the_slot_is_not_told_that_it_is_overdue(
    desk, hand_to_review, post_round, slot
):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    subjects = []
    for later in (timedelta(minutes=7), timedelta(days=1)):
        desk.advance(slot + later)
        subjects += [mail["Subject"] for to, mail in post_round() if to == "ada"]

    at_slot = next(one for one in subjects if "Veröffentlichung" in one)
    assert "am Di 21.11.2023, 10:00" in at_slot
    assert "seit" not in at_slot
