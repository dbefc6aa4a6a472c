"""Overtaken: what is decided while its mail is being written is not sent any more."""

import pytest

from vorlauf.mail import drafts


@pytest.fixture
def decided_meanwhile(desk, monkeypatch):
    """Return a function: this post is endorsed once its first mail is written."""

    def let(number):
        write, numbers = drafts.write, [number]

        def then_decided(*arguments, **more):
            message = write(*arguments, **more)
            while numbers:
                desk.do(numbers.pop(), "endorse", "ines")
            return message

        monkeypatch.setattr(drafts, "write", then_decided)

    return let


def test_a_request_that_was_answered_meanwhile_is_not_sent(
    asked, post_round, decided_meanwhile
):
    (number,) = asked("smi")
    decided_meanwhile(number)

    assert requests(post_round()) == []


def test_without_an_answer_the_same_request_is_sent(asked, post_round):
    asked("smi")

    assert requests(post_round()) == ["ines"]


def requests(mails):
    """Return to whom the mails go that ask for an endorsement."""
    return [to for to, mail in mails if mail["Subject"].startswith("Mitzeichnung bis")]
