"""Mails that came back in words, or in reports that are written oddly; all made up."""

import base64

from received_mails import OURS, plain
from returned_mails import report

INES = "ines@smi.example.org"
_COPY = (
    f"\nReceived: from relay by mx\nMessage-ID: {OURS}\nFrom: vorlauf@example.org\n"
    f"To: {INES}\nSubject: x\n"
)
_FIELDS = f"Final-Recipient: rfc822; {INES}\nAction: failed\nStatus: 5.1.1\n"


def from_a_server(subject, body, sender="MAILER-DAEMON@mx.example.org", more=""):
    head = f"From: {sender}\nTo: antwort@example.org\nSubject: {subject}{more}"
    return plain(head, f"{body}\n{_COPY}")


def report_of(*parts, kind="multipart/report; report-type=delivery-status", more=""):
    """Put parts, each with its headers, into one report."""
    head = f"From: MAILER-DAEMON@mx.example.org\nSubject: Nachricht{more}\n"
    inside = "".join(f"--b\n{part}\n" for part in parts)
    return f'{head}Content-Type: {kind}; boundary="b"\n\n{inside}--b--\n'.encode()


def _text(said):
    return f"Content-Type: text/plain\n\n{said}\n"


def _status(said, more=""):
    return f"Content-Type: message/delivery-status{more}\n\n{said}\n"


_BASE64 = "\nContent-Transfer-Encoding: base64"
_HEADERS = f"Content-Type: text/rfc822-headers\n\nMessage-ID: {OURS}\nTo: {INES}\n"


def _encoded(said):
    return base64.encodebytes(said.encode()).decode()


# Mails of servers: octets, status, and whether the mailbox is gone for good.
IN_WORDS = {
    "sendmail": (
        from_a_server(
            "Returned mail: see transcript for details",
            "   ----- The following addresses had permanent fatal errors -----\n"
            f"<{INES}>\n    (reason: 550 5.1.1 <{INES}>... User unknown)\n\n"
            "   ----- Transcript of session follows -----\n"
            f"... while talking to mx.smi.example.org.:\n>>> DATA\n"
            f"<<< 550 5.1.1 <{INES}>... User unknown\n",
        ),
        "5.1.1",
        True,
    ),
    "sendmail, old": (
        from_a_server(
            "Returned mail: Host unknown",
            "   ----- Transcript of session follows -----\n"
            f"550 {INES}... Host unknown (Name server: host not found)\n\n"
            "   ----- Unsent message follows -----",
        ),
        "",
        False,
    ),
    "notes": (
        from_a_server(
            f"DELIVERY FAILURE: User Ines Iser ({INES}) not listed in Directory",
            "Your message\n\n  Subject: Bitte freigeben\n\nwas not delivered to:\n\n"
            f"  {INES}\n\nbecause:\n\n  User Ines Iser ({INES}) not listed in "
            "public Name & Address Book\n",
            "postmaster@smi.example.org",
        ),
        "",
        True,
    ),
    "groupwise": (
        from_a_server(
            "Message status - undeliverable",
            f"The message that you sent was undeliverable to the following:\n"
            f"\t{INES} (user not found)\n",
            "Mailer-Daemon <mdaemon@gw.example.org>",
        ),
        "",
        True,
    ),
    "a plain server of an office": (
        from_a_server(
            "Undeliverable Mail",
            f"User mailbox exceeds allowed size: {INES}\n\nOriginal message follows.\n",
            "Postmaster@mx.example.org",
        ),
        "",
        False,
    ),
    "an old exchange": (
        from_a_server(
            "Undeliverable: Bitte freigeben",
            "Your message did not reach some or all of the intended recipients.\n\n"
            f"      Subject:  Bitte freigeben\n\n"
            f"The following recipient(s) could not be reached:\n\n      {INES}\n"
            "            The e-mail account does not exist at the organization.\n"
            "            <mx.example.org #5.1.1>",
            "System Administrator <admin@mx.example.org>",
        ),
        "5.1.1",
        True,
    ),
    "exchange in german, in words": (
        from_a_server(
            "Unzustellbar: Bitte",
            "Fehler bei der Zustellung an folgende Empfänger oder Gruppen:\n\n"
            f"{INES}\nDas Postfach des Empfängers ist voll.\n"
            "#550 5.2.2 STOREDRV.Deliver; mailbox full ##\n\n"
            "Ursprüngliche Nachrichtenkopfzeilen:",
            "MicrosoftExchange329e71ec@smi.example.org",
        ),
        "5.2.2",
        False,
    ),
    "a provider": (
        from_a_server(
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of\n"
            "its recipients. This is a permanent error. The following address(es)\n"
            f"failed:\n\n{INES}:\nSMTP error from remote server for RCPT TO command\n"
            ", reason: 550 Requested action not taken: mailbox unavailable\n\n"
            "--- The header of the original message is following. ---",
        ),
        "",
        False,
    ),
    "a gateway with no code": (
        from_a_server(
            "Delivery problem",
            f"I was not able to deliver your mail to {INES}.\n"
            "The account does not exist.",
        ),
        "",
        True,
    ),
    "a queue that gave up": (
        from_a_server(
            "Nachricht vom Mailserver",
            f"<{INES}>: connect to mx.smi.example.org[192.0.2.7]:25: timed out\n"
            "Your mail could not be delivered for 5 days. I gave up.\n",
        ),
        "",
        False,
    ),
    "a gateway in french": (
        from_a_server(
            "Rapport de non-remise",
            f"Votre message n'a pas pu être remis.\n\n{INES}: 550 5.1.1 inconnu",
        ),
        "5.1.1",
        True,
    ),
    "one that names a policy": (
        from_a_server(
            "failure notice",
            f"<{INES}>:\n550 5.7.1 Message rejected as spam by content filter\n",
        ),
        "5.7.1",
        False,
    ),
    "a subject that says nothing": (
        from_a_server("Bitte freigeben", f"<{INES}>: 550 5.1.1 user unknown"),
        "5.1.1",
        True,
    ),
    "an empty way back": (
        from_a_server(
            "Mitteilung",
            f"Your message was rejected by mx.smi.example.org.\n{INES}: 550 5.1.1 no\n",
            "relay@mx.example.org",
            "\nReturn-Path: <>",
        ),
        "5.1.1",
        True,
    ),
    "a warning that is the end": (
        from_a_server(
            "Warning: could not send message for past 4 hours",
            f"<{INES}>... Deferred: Connection timed out\n"
            "Message could not be delivered for 5 days\n"
            "Message will be deleted from queue",
        ),
        "",
        False,
    ),
    "nobody as its sender": (
        from_a_server("Delivery failed", f"{INES}: mailbox is full", "<>"),
        "",
        False,
    ),
    "a filter that names us first": (
        from_a_server(
            "Considered UNSOLICITED BULK EMAIL, apparently from you",
            f"A message from <vorlauf@example.org> to:\n-> {INES}\n\n"
            "was considered unsolicited. The message has been blocked.",
        ),
        "",
        False,
    ),
    "status in the text": (
        report_of(
            _text(f"An error occurred.\n\n{_FIELDS}"),
            f"Content-Type: message/rfc822\n\nMessage-ID: {OURS}\n\nx\n",
            kind="multipart/mixed",
        ),
        "5.1.1",
        True,
    ),
    "status in base64": (
        report_of(
            _text("Nope."),
            _status(_encoded(f"Reporting-MTA: dns; mx\n\n{_FIELDS}"), _BASE64),
            _HEADERS,
        ),
        "5.1.1",
        True,
    ),
    "status in quoted-printable": (
        report_of(
            _text("Nope."),
            _status(
                _FIELDS.replace("Status: 5", "Status:=20=\n5"),
                "\nContent-Transfer-Encoding: quoted-printable",
            ),
            _HEADERS,
        ),
        "5.1.1",
        True,
    ),
    "returned mail in base64": (
        report_of(
            _text("Nope."),
            _status(_FIELDS),
            f"Content-Type: message/rfc822{_BASE64}\n\n"
            + _encoded(f"Message-ID: {OURS}\nSubject: x\n\nGuten Tag\n"),
        ),
        "5.1.1",
        True,
    ),
    "blanks before the colons": (
        report_of(_text("Nope."), _status(_FIELDS.replace(":", " :")), _HEADERS),
        "5.1.1",
        True,
    ),
    "a blank line behind each field": (
        report_of(_text("Nope."), _status(_FIELDS.replace("\n", "\n\n")), _HEADERS),
        "5.1.1",
        True,
    ),
    "no blank line before the recipient": (
        report_of(
            _text("Nope."), _status(f"Reporting-MTA: dns; m\n{_FIELDS}"), _HEADERS
        ),
        "5.1.1",
        True,
    ),
    "no action": (
        report_of(
            _text("Nope."), _status(_FIELDS.replace("Action: failed\n", "")), _HEADERS
        ),
        "5.1.1",
        True,
    ),
    "no status part": (
        report_of(_text(f"{INES}\nRemote server returned '550 5.1.10 x'"), _HEADERS),
        "5.1.10",
        True,
    ),
    "an empty status part": (
        report_of(_text(f"<{INES}>: 550 5.1.1 unknown"), _status(""), _HEADERS),
        "5.1.1",
        True,
    ),
    "a status that says less than its diagnosis": (
        report("failed", "5.0.0", "smtp; 550 5.1.1 unknown"),
        "5.1.1",
        True,
    ),
    "the original recipient in xtext": (
        report_of(
            _text("Nope."),
            _status(
                "Original-Recipient: rfc822;ines+40smi.example.org\nAction: failed\n"
                "Final-Recipient: rfc822;i.iser@intern.example.org\nStatus: 5.2.1\n"
            ),
            _HEADERS,
        ),
        "5.2.1",
        True,
    ),
    "a report in a frame of a gateway": (
        report_of(
            f'Content-Type: multipart/report; boundary="c"\n\n--c\n{_status(_FIELDS)}\n'
            f"--c\n{_HEADERS}\n--c--\n",
            _text("Diese Mail wurde geprüft."),
            kind="multipart/mixed",
        ),
        "5.1.1",
        True,
    ),
    "expired": (report(status="4.4.7", said="smtp; 451 expired"), "4.4.7", False),
    "our own address is refused": (
        report(status="5.1.8", said="smtp; 553 5.1.8 sender domain unknown"),
        "5.1.8",
        False,
    ),
    "no status but words": (
        report(status="5.0.0", said="smtp; 550 no such user here"),
        "5.0.0",
        True,
    ),
    "nothing that is clear": (
        report(status="5.0.0", said="smtp; 554 transaction failed"),
        "5.0.0",
        False,
    ),
}

_AWAY = "From: ines@smi.example.org\nReturn-Path: <>\nSubject: Abwesend"
# What is no bounce, whatever stands in it.
NO_BOUNCES = {
    "a day that looks like a status": plain(_AWAY, "Ich bin bis 5.1.26 im Urlaub."),
    "a number that looks like a code": plain(
        _AWAY, "Ich bin nicht im Büro. Tel. 0351 564-550 12, Zimmer 550 B."
    ),
    "an address that is not used any more": plain(
        _AWAY.replace("Abwesend", "Automatische Antwort"),
        "Diese Adresse wird nicht mehr genutzt, bitte schreiben Sie an ivo@x.example.",
    ),
    "a person who writes of a bounce": plain(
        f"From: {INES}\nSubject: AW: Undelivered Mail Returned to Sender",
        "Das kam zurück: 550 5.1.1 user unknown, the message was not delivered.",
    ),
    "a person who forwards one": plain(
        f"From: {INES}\nSubject: WG: Unzustellbar: Bitte",
        f"zK\n\n{_FIELDS}Diagnostic-Code: smtp; 550 5.1.1 user unknown",
    ),
    "a person who writes of a building": plain(
        f"From: {INES}\nIn-Reply-To: {OURS}\nSubject: Zustellung",
        "Die Post konnte nicht zugestellt werden, das Haus 550 ist geschlossen.",
    ),
    "a postmaster who answers": plain(
        f"From: postmaster@smi.example.org\nIn-Reply-To: {OURS}\nSubject: AW: Bitte",
        "Die Freigabe erteilen wir. Der Account ist nicht mehr disabled.",
    ),
    "a mail that arrived": report("delivered", "2.0.0", "smtp; 250 ok"),
    "a mail that was passed on": report("relayed", "2.0.0", ""),
    "an abuse report": report_of(
        _text("This is an abuse report, 550 5.7.1."),
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n",
        _HEADERS,
        kind="multipart/report; report-type=feedback-report",
    ),
    "a receipt": report_of(
        _text("Your message was deleted without being read."),
        "Content-Type: message/disposition-notification\n\n"
        f"Final-Recipient: rfc822;{INES}\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n",
        kind="multipart/report; report-type=disposition-notification",
    ),
    "a virus scanner's hint": from_a_server("Prüfung", "Ihre Mail wurde geprüft."),
}

# What is on its way and tried again.
DELAYS = {
    "a mail delayed": report("delayed", "4.4.1", "smtp; 451 try later"),
    "a warning": from_a_server(
        "Warning: could not send message for past 4 hours",
        "    ** THIS IS A WARNING MESSAGE ONLY **\n"
        "    ** YOU DO NOT NEED TO RESEND YOUR MESSAGE **\n\n"
        f"   ----- Addresses with transient non-fatal errors -----\n<{INES}>",
    ),
    "a delay by its words": from_a_server(
        "Mail delivery report",
        f"Delivery to {INES} has been delayed, it will be retried for two days.\n"
        "451 4.7.1 greylisted",
    ),
}
