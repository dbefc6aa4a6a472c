"""What the mails of the corpus share; every name and address is made up."""

OURS = "<a1b2c3@example.org>"
OUTLOOK = (
    "Von: Vorlauf <antwort@example.org>\nGesendet: Montag, 23. November 2026 09:00\n"
    "An: Iser, Ines (SMI) <ines@smi.example.org>\nBetreff: Bitte\n\nGuten Tag\n"
)


def plain(headers, body, charset="utf-8"):
    head = headers.strip("\n").replace("\n", "\r\n")
    head += f"\r\nContent-Type: text/plain; charset={charset}"
    head += "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + body.replace("\n", "\r\n").encode(charset)
