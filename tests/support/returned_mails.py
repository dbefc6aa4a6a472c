"""Mails that came back, as many servers write them: the corpus of bounces."""

from received_mails import OURS, plain

_REPORT = """\
From: {sender}
To: vorlauf@example.org
Subject: {subject}
Date: Mon, 23 Nov 2026 09:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"
{more}
--b/1
Content-Type: text/plain; charset=utf-8

{prose}
--b/1
Content-Type: message/delivery-status

{about_all}

{about_one}

--b/1
{returned}
--b/1--
"""
_WHOLE = f"""\
Content-Type: message/rfc822

Message-ID: {OURS}
References: <older@example.org>
Subject: Bitte freigeben

Guten Tag
"""
_HEADERS_ONLY = f"Content-Type: text/rfc822-headers\n\nMessage-ID: {OURS}\nSubject: x\n"


def report(  # noqa: PLR0913
    action="failed",
    status="5.1.1",
    said="smtp; 550 5.1.1 <ines@smi.example.org>: User unknown",
    *,
    sender="MAILER-DAEMON@mail.example.org (Mail Delivery System)",
    subject="Undelivered Mail Returned to Sender",
    recipient="rfc822; ines@smi.example.org",
    about_all="Reporting-MTA: dns; mail.example.org",
    returned=_WHOLE,
    more="",
    prose="I'm sorry to have to inform you ...",
):
    about_one = f"Final-Recipient: {recipient}\nAction: {action}\nStatus: {status}"
    if said:
        about_one += f"\nDiagnostic-Code: {said}"
    return _REPORT.format(**locals()).encode()


# What a bounce is: kind, recipient, status, a piece of its reason.
BOUNCES = {
    "postfix": (report(), "bounce", "ines@smi.example.org", "5.1.1", "User unknown"),
    "postfix, headers only": (
        report(returned=_HEADERS_ONLY),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "User unknown",
    ),
    "postfix, only the envelope id": (
        report(
            about_all="Reporting-MTA: dns; m\nOriginal-Envelope-Id: a1b2c3@example.org",
            returned="Content-Type: text/plain\n\n-",
        ),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "User unknown",
    ),
    "envelope id in xtext": (
        report(
            about_all="Original-Envelope-Id: a1b2c3+40example.org",
            returned="Content-Type: text/plain\n\n-",
        ),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "User unknown",
    ),
    "postfix, over quota": (
        report(status="5.2.2", said="smtp; 552 5.2.2 Mailbox full"),
        "bounce",
        "ines@smi.example.org",
        "5.2.2",
        "Mailbox full",
    ),
    "postfix, given up after days": (
        report(status="4.4.1", said="X-Postfix; connect to mx: Connection timed out"),
        "bounce",
        "ines@smi.example.org",
        "4.4.1",
        "Connection timed out",
    ),
    "postfix, delayed": (
        report("delayed", "4.4.1", subject="Delayed Mail (still being retried)"),
        "delay",
        "ines@smi.example.org",
        "4.4.1",
        "User unknown",
    ),
    "exchange": (
        report(
            "failed",
            "5.1.10",
            "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by lookup",
            sender="Microsoft Outlook <MicrosoftExchange329e@smi.example.org>",
            subject="Unzustellbar: Bitte freigeben",
            recipient="rfc822;ines@smi.example.org",
            more=f"In-Reply-To: {OURS}\n",
            prose="Ihre Nachricht konnte nicht zugestellt werden.",
        ),
        "bounce",
        "ines@smi.example.org",
        "5.1.10",
        "RESOLVER.ADR.RecipientNotFound",
    ),
    "exchange, original id elsewhere": (
        report(
            returned="Content-Type: text/rfc822-headers\n\n"
            f"X-Microsoft-Original-Message-ID: {OURS}\nMessage-ID: <x@y.example>\n"
        ),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "User unknown",
    ),
    "gmail": (
        report(
            sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            subject="Delivery Status Notification (Failure)",
            more="X-Failed-Recipients: ines@smi.example.org\n"
            f"In-Reply-To: {OURS}\nReferences: {OURS}\nAuto-Submitted: auto-replied\n",
            said="smtp; 550-5.1.1 The email account that you tried to reach does\n"
            " not exist. See https://support.example.com/mail/?p=NoSuchUser",
        ),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "does not exist. See …",
    ),
    "opensmtpd": (
        report("error", "5.0.0"),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "User unknown",
    ),
    "without a type of address": (
        report(recipient="<ines@smi.example.org>"),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "User unknown",
    ),
    "without a reason": (
        report(said=""),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "",
    ),
    "with a recipient that is none": (
        report(recipient="rfc822; a@x.de, b@y.de"),
        "bounce",
        "",
        "5.1.1",
        "User unknown",
    ),
    "qmail": (
        plain(
            "From: MAILER-DAEMON@mail.example.org\nSubject: failure notice",
            "Hi. This is the qmail-send program at mail.example.org.\n"
            "I'm afraid I wasn't able to deliver your message.\n\n"
            "<ines@smi.example.org>:\n"
            "192.0.2.1 does not like recipient.\n"
            "Remote host said: 550 5.1.1 no such user\nGiving up on 192.0.2.1.\n\n"
            "--- Below this line is a copy of the message.\n\n"
            f"Return-Path: <vorlauf@example.org>\nMessage-ID: {OURS}\nSubject: x\n",
        ),
        "bounce",
        "ines@smi.example.org",
        "5.1.1",
        "550 5.1.1 no such user",
    ),
    "exim": (
        plain(
            "From: Mail Delivery System <Mailer-Daemon@mail.example.org>\n"
            "X-Failed-Recipients: ines@smi.example.org\n"
            "Subject: Mail delivery failed: returning message to sender\n"
            "Auto-Submitted: auto-replied",
            "This message was created automatically by mail delivery software.\n\n"
            "  ines@smi.example.org\n    host mx [192.0.2.1]\n"
            "    SMTP error from remote mail server after RCPT TO:\n"
            "    550 5.7.1 blocked\n\n"
            "------ This is a copy of the message, including all the headers. ------\n"
            f"\nMessage-Id: {OURS}\n",
        ),
        "bounce",
        "ines@smi.example.org",
        "5.7.1",
        "550 5.7.1 blocked",
    ),
    "exim, delayed": (
        plain(
            "From: Mail Delivery System <Mailer-Daemon@mail.example.org>\n"
            "Subject: Warning: message 1abc-def delayed 24 hours\n"
            f"In-Reply-To: {OURS}",
            "A message that you sent has not yet been delivered.\n"
            "No action is required on your part.\n",
        ),
        "delay",
        "",
        "",
        "",
    ),
    "with no way back": (
        plain(
            f"Return-Path: <>\nFrom: root@mail.example.org\nIn-Reply-To: {OURS}\n"
            "Subject: Returned mail: see transcript for details",
            "<ines@smi.example.org>:\n554 5.0.0 Service unavailable\n",
        ),
        "bounce",
        "ines@smi.example.org",
        "5.0.0",
        "554 5.0.0 Service unavailable",
    ),
}
