"""Mails that are no mails, or nearly none."""

from returned_mails import report


def nested(depth):
    mail = b"From: ines@smi.example.org\n"
    for level in range(depth):
        mail += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (
            level,
            level,
        )
    return mail + b"\n\nHallo"


# Mails that are no mails, or nearly none: what they are.
ODD = {
    "nothing": (b"", "unreadable"),
    "one line": (b"Hallo", "unreadable"),
    "NULs": (b"\0" * 1000, "unreadable"),
    "every octet": (bytes(range(256)) * 10, "unreadable"),
    "nested a little": (nested(50), "unrelated"),
    "nested without end": (nested(5000), "unreadable"),
    "a charset that is none": (
        b"Content-Type: text/plain; charset=klingon\nSubject: x\n\nGr\xc3\xbc\xc3\x9fe",
        "unrelated",
    ),
    "a charset that is wrong": (
        b"Content-Type: text/plain; charset=utf-8\nSubject: x\n\nGr\xfc\xdfe",
        "unrelated",
    ),
    "a broken tree": (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--c\n\nHallo",
        "unrelated",
    ),
    "a tree without a boundary": (
        b"Subject: x\nContent-Type: multipart/mixed\n\nHallo",
        "unrelated",
    ),
    "broken base64": (
        b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!A==",
        "unrelated",
    ),
    "octets in a subject": (b"Subject: Gr\xfc\xdfe\nFrom: a@b.de\n\nx", "unrelated"),
    "an encoded word that is broken": (b"Subject: =?utf-8?b?//8?=\n\nx", "unrelated"),
    "a date that is none": (b"Date: 99 Foo 99999 99:99\nSubject: x\n\nx", "unrelated"),
    "a report without a status": (
        b"Content-Type: multipart/report; boundary=b\n\n--b\n\nHallo\n--b--",
        "automatic",
    ),
    "a receipt": (
        (
            b"Content-Type: multipart/report; report-type=disposition-notification;"
            b" boundary=b\n\n--b\n\nGelesen\n--b--"
        ),
        "automatic",
    ),
    "a status without blocks": (
        (
            b"Content-Type: multipart/report; boundary=b\n\n--b\n"
            b"Content-Type: message/delivery-status\n\n\n--b--"
        ),
        "automatic",
    ),
    "a bounce that a person attached": (
        b"From: ines@smi.example.org\nSubject: Kam zurueck\n"
        b"Content-Type: multipart/mixed; boundary=o\n\n--o\n\nSehen Sie mal.\n--o\n"
        b"Content-Type: message/rfc822\n\n" + report() + b"\n--o--",
        "unrelated",
    ),
}
