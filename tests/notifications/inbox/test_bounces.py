"""Bounces in words and in reports that are written oddly, and what is none."""

from datetime import date

import pytest
from oddly_returned_mails import DELAYS, IN_WORDS, INES, NO_BOUNCES
from received_mails import OURS
from returned_mails import report

from notifications.inbox.parse import ParsedKind, read

FRIDAY = date(2026, 11, 27)


def cases(table):
    return pytest.mark.parametrize("name", table, ids=str)


@cases(IN_WORDS)
def test_a_returned_mail_is_seen_however_it_is_written(name):
    raw, status, is_lasting = IN_WORDS[name]

    received = read(raw, FRIDAY)

    assert received.kind is ParsedKind.BOUNCE
    assert INES in received.bounce.recipients or received.bounce.recipient == INES
    assert (received.bounce.status, received.bounce.is_lasting) == (status, is_lasting)
    assert received.answers == (OURS,)


@cases(NO_BOUNCES)
def test_what_a_person_or_another_program_wrote_is_no_bounce(name):
    received = read(NO_BOUNCES[name], FRIDAY)

    assert received.bounce is None


@cases(DELAYS)
def test_what_is_tried_again_is_a_delay(name):
    assert read(DELAYS[name], FRIDAY).kind is ParsedKind.DELAY


def test_a_bounce_without_a_mail_of_ours_is_one_all_the_same():
    raw = report(returned="Content-Type: text/plain\n\n-")

    received = read(raw, FRIDAY)

    assert (received.kind, received.answers) == (ParsedKind.BOUNCE, ())
    assert received.bounce.recipient == INES
