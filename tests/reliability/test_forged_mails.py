"""Forged mails: the figure does not hold if whoever is named is believed."""

import pytest
from measuring import measured


def believing(what):
    return f"""
import sys
from reliability.__main__ import main
from vorlauf.mail.inbox import bounces, program_mails, replies
from vorlauf.mail.inbox.senders import SenderEvidence
{what}
sys.exit(main(["--short", "--only", "14"]))
"""


@pytest.mark.faults
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "what",
    [
        "replies.author_of = lambda mail, matter: mail.claimed",
        "SenderEvidence.is_sign_of_life = lambda *_: True",
        "bounces._is_believed = lambda *_: True",
    ],
)
def test_no_figure_holds_if_a_mail_is_believed(what):
    status, lines = measured("-c", believing(what))

    assert (status, "Traceback" in lines) == (1, False), lines
    assert "NOT KEPT" in lines
