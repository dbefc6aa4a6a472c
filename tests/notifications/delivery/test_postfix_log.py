"""Postfix's log: what the server has accepted, and what it only began to take."""

import gzip

import pytest

from notifications.delivery.postfix_log import LogUnreadableError, accepted

HEAD = "Nov 22 22:29:06 post postfix"
FIRST, SECOND = "<1@example.org>", "<2@example.org>"


def cleanup(queue, identity):
    return f"{HEAD}/cleanup[11]: {queue}: message-id={identity}"


def active(queue):
    words = "from=<v@example.org>, size=283, nrcpt=1 (queue active)"
    return f"{HEAD}/qmgr[6]: {queue}: {words}"


def delivered(queue, status="sent (delivered to maildir)"):
    return f"{HEAD}/virtual[14]: {queue}: to=<a@example.org>, status={status}"


def removed(queue):
    return f"{HEAD}/qmgr[6]: {queue}: removed"


@pytest.fixture
def log(tmp_path):
    """Return a function that writes the log and returns its place."""

    def write(*lines, name="mail.log"):
        file = tmp_path / name
        file.write_text("".join(f"{line}\n" for line in lines))
        return file

    return write


def test_what_the_queue_manager_has_was_accepted(log):
    file = log(cleanup("927EF20E230", FIRST), active("927EF20E230"))

    assert accepted(file, [FIRST, SECOND]) == {FIRST}


def test_what_was_delivered_was_accepted(log):
    file = log(cleanup("3YkF2c1Rz4zJ", FIRST), delivered("3YkF2c1Rz4zJ"))

    assert accepted(file, {FIRST}) == {FIRST}


def test_what_was_cut_off_was_not_accepted(log):
    lost = f"{HEAD}/smtpd[9]: lost connection after DATA (50 bytes) from unknown"
    file = log(lost, cleanup("F010E20E294", FIRST), active("AAAAAA20E294"))

    assert accepted(file, [FIRST]) == set()


def test_a_queue_id_that_is_used_again_names_another_mail(log):
    file = log(
        cleanup("927EF20E230", FIRST),
        cleanup("927EF20E230", SECOND),
        active("927EF20E230"),
    )

    assert accepted(file, [FIRST, SECOND]) == {SECOND}


def test_what_left_the_queue_says_nothing_of_the_next_one(log):
    file = log(
        cleanup("927EF20E230", FIRST),
        active("927EF20E230"),
        removed("927EF20E230"),
        active("927EF20E230"),
        cleanup("927EF20E230", SECOND),
    )

    assert accepted(file, [FIRST, SECOND]) == {FIRST}


def test_the_log_that_was_put_aside_is_read_first(log):
    log(cleanup("927EF20E230", FIRST), name="mail.log.1")
    file = log(active("927EF20E230"))

    assert accepted(file, [FIRST]) == {FIRST}


def test_an_identity_is_found_with_and_without_its_brackets(log):
    file = log(cleanup("927EF20E230", FIRST), active("927EF20E230"))

    assert accepted(file, ["1@example.org"]) == {"1@example.org"}


def test_one_that_only_begins_alike_is_another_mail(log):
    file = log(cleanup("927EF20E230", "<1@example.org.evil>"), active("927EF20E230"))

    assert accepted(file, [FIRST]) == set()


def test_garbage_says_nothing(log):
    file = log(cleanup("927EF20E230", FIRST))
    with file.open("ab") as more:
        more.write(gzip.compress(b"x" * 999) + b"\xff\x00" * 9 + b"y" * 99_999 + b"\n")
        more.write(f"{active('927EF20E230')}\n".encode())

    assert accepted(file, [FIRST]) == {FIRST}


def test_only_the_mails_asked_for_are_remembered(log):
    lines = (cleanup(f"AAAA{n:06}", f"<other{n}@x>") for n in range(2000))
    file = log(*lines, cleanup("927EF20E230", FIRST), active("927EF20E230"))

    assert accepted(file, [FIRST]) == {FIRST}


def test_without_a_question_no_log_is_opened(tmp_path):
    assert accepted(tmp_path / "none", []) == set()


def test_a_log_that_is_not_there_is_no_answer(tmp_path):
    with pytest.raises(LogUnreadableError, match="cannot be read"):
        accepted(tmp_path / "none", [FIRST])
