"""Outcomes: what an answer of a mail server, or its absence, means for a mail."""

import ssl
from enum import StrEnum

from notifications.delivery.mail_url import MailServer
from notifications.delivery.socket_lines import Reply
from notifications.errors import (
    DeliveryError,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)
from notifications.letters import formatting
from notifications.letters.blocks import LINK
from states.messages import Message, Value, msg, phrase

LONGEST_QUOTE = 200  # characters of the server's own words
NOT_NOW, NEVER = range(400, 500), range(500, 600)
# The server wants another login: our configuration is at fault, not the mail.
LOGIN_WANTED = frozenset({530, 534, 535, 538})


class Stage(StrEnum):
    """The stage of a conversation, worded for a sentence."""

    CONNECT = "connection"
    SECURE = "encryption"
    GREETING = "greeting"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    ANSWER = "mail"  # the whole mail has been handed over


# Nobody is there, or nobody speaks with us: no mail is at fault.
NOBODY_ANSWERS = frozenset({Stage.CONNECT, Stage.SECURE, Stage.GREETING})
ABOUT_THE_MAIL = frozenset({Stage.SENDER, Stage.RECIPIENT, Stage.CONTENT, Stage.ANSWER})


def refusal(server: MailServer, stage: Stage, reply: Reply) -> DeliveryError:
    """Return the failure for an answer other than the expected one."""
    kind = _kind(stage, reply.code)
    return kind(_refused(server, stage, reply), code=reply.code, stage=stage)


def _refused(server: MailServer, stage: Stage, reply: Reply) -> Message:
    values: dict[str, Value] = {
        "server": str(server),
        "stage": phrase("stage", stage),
        "code": reply.code,
    }
    if stage is Stage.LOGIN:
        # No word of the server here: it may repeat what we sent.
        return msg(
            "The mail server {server} refused the {stage} with {code}; see user and "
            "password in VORLAUF_MAIL_URL.",
            **values,
        )
    if words := _harmless(reply).rstrip("."):
        return msg(
            "The mail server {server} refused the {stage} with {code}: {words}.",
            words=words,
            **values,
        )
    return msg("The mail server {server} refused the {stage} with {code}.", **values)


def missing(server: MailServer, stage: Stage, service: Message) -> TemporaryFailure:
    """Return the failure of a server that lacks a needed extension."""
    return TemporaryFailure(
        msg(
            "The mail server {server} offers no {service}.",
            server=str(server),
            service=service,
        ),
        stage=stage,
    )


def broken_off(server: MailServer, stage: Stage, error: OSError) -> DeliveryError:
    """Return the failure for a connection that ended."""
    if stage is Stage.ANSWER:
        return UnknownOutcome(
            msg(
                "The mail server {server} was given the whole mail, but its "
                "answer was lost.",
                server=str(server),
            ),
            stage=stage,
        )
    sentence = msg(
        "The mail server {server} {breach} (at the {stage}).",
        server=str(server),
        breach=_breach(error),
        stage=phrase("stage_name", stage),
    )
    return TemporaryFailure(sentence, stage=stage)


def _kind(stage: Stage, code: int) -> type[DeliveryError]:
    if stage is Stage.ANSWER and code not in NOT_NOW and code not in NEVER:
        return UnknownOutcome
    if stage in ABOUT_THE_MAIL and code in NEVER and code not in LOGIN_WANTED:
        return PermanentFailure
    return TemporaryFailure


def _harmless(reply: Reply) -> str:
    """Return the server's words without links: one of ours may hold a token."""
    words = formatting.one_line(" ".join(reply.lines))
    return formatting.shortened(LINK.sub("(link)", words), LONGEST_QUOTE)


def _breach(error: OSError) -> Message:
    match error:
        case ssl.SSLCertVerificationError():
            return phrase(
                "breach",
                "has no certificate that we trust: {reason}",
                reason=error.verify_message,
            )
        case ssl.SSLError():
            return phrase("breach", "does not agree with us on encryption")
        case TimeoutError():
            return phrase("breach", "did not answer in time")
        case _:
            return phrase(
                "breach",
                "cannot be reached: {reason}",
                reason=phrase("reason", error.strerror or str(error)),
            )
