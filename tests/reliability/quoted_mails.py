"""Answers that quote a mail of ours with its link, as mail programs write them."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from html import escape
from itertools import cycle
from typing import Final
from urllib.parse import quote

OURS: Final = "antwort@example.org"
NEW: Final = "Bitte das zweite Bild tauschen, danke"


@dataclass(frozen=True, kw_only=True)
class OurMail:
    """A request as it arrived: its Message-ID, its words, its link and its code."""

    identity: str
    text: str
    address: str
    code: str


def _quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def _head(identity: str, sender: str, subject: str = "AW: Bitte") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Ines Iser <{sender}>", OURS, subject
    if identity:
        mail["In-Reply-To"] = mail["References"] = identity
    return mail


def _wrapped(address: str) -> str:
    inner = quote(address, safe="")
    return (
        "https://eur03.safelinks.protection.outlook.com/?url="
        f"{inner}&data=05%7C02%7Cines&reserved=0"
    )


def _defended(address: str) -> str:
    plain = address.replace("-", "-2D").replace("_", "-5F")
    return (
        "https://urldefense.proofpoint.com/v2/url?u="
        f"{plain.replace(':', '-3A').replace('/', '_')}&d=DwMFaQ&c=x&r=y"
    )


def styles(mail: OurMail) -> dict[str, tuple[str, str]]:
    """Return the bodies of answers by their program: plain text, and HTML."""
    text, address = mail.text, mail.address
    outlook = (
        f"{NEW}\n\nVon: Vorlauf <{OURS}>\nGesendet: Montag, 18. September 2023 09:00\n"
        f"An: Ines Iser\nBetreff: Bitte\n\n{text}"
    )
    gmail = f"{NEW}\n\nAm Mo., 18. Sept. 2023 um 09:00 Uhr schrieb V <{OURS}>:\n\n"
    apple = f"{NEW}\n\n> Am 18.09.2023 um 09:00 schrieb V <{OURS}>:\n> \n"
    entities = escape(address).replace("-", "&#45;").replace("_", "&#95;")
    return {
        "outlook": (outlook, f"<p>{NEW}</p><hr><div>{_html(mail)}</div>"),
        "outlook, safe links": (
            outlook.replace(address, f"{address}<{_wrapped(address)}>"),
            f"<p>{NEW}</p>{_html(mail).replace(address, escape(_wrapped(address)))}",
        ),
        "gmail": (
            gmail + _quoted(text),
            f"<div>{NEW}</div><blockquote>{_html(mail)}</blockquote>",
        ),
        "gmail, broken lines": (gmail + _quoted(_broken(text, address, "\n")), ""),
        "apple mail": (
            apple + _quoted(text),
            f'<div>{NEW}</div><blockquote type="cite">{_html(mail)}</blockquote>',
        ),
        "thunderbird": (
            f"Am 18.09.23 um 09:00 schrieb V <{OURS}>:\n{_quoted(text)}\n\n{NEW}\n",
            "",
        ),
        "thunderbird, html": (
            "",
            f'<p>{NEW}</p><blockquote cite="mid:x">{_html(mail, "<wbr>")}</blockquote>',
        ),
        "soft line breaks": (gmail + _quoted(_broken(text, address, "=\n")), ""),
        "proofpoint": (gmail + _quoted(text.replace(address, _defended(address))), ""),
        "only the link and the code": (f"{NEW}\n{address}\nCode: {mail.code}", ""),
        "token without its address": (f"{NEW}\n{address[-64:]}", ""),
        "entities": (
            "",
            f"<p>{NEW}</p>{entities}",
        ),
    }


def _html(mail: OurMail, within: str = "") -> str:
    address, half = mail.address, len(mail.address) - 30
    shown = f"{address[:half]}{within}{address[half:]}"
    rows = escape(mail.text).replace(address, "").replace("\n", "<br>\n")
    return f'{rows}<a href="{address}">{shown}</a>'


def _broken(text: str, address: str, between: str) -> str:
    return text.replace(address, f"{address[:70]}{between}{address[70:]}")


def answers(mail: OurMail, sender: str) -> Iterator[tuple[str, bytes]]:
    """Yield answers to a mail of ours by what they are: in every style and encoding."""
    encodings = cycle(("quoted-printable", "base64", "8bit", "base64"))
    for (name, (text, html)), encoding in zip(
        styles(mail).items(), encodings, strict=False
    ):
        yield (
            f"{name}, {encoding}",
            _answer(mail.identity, sender, text, html, encoding),
        )
    yield from _odd(mail, mail.identity, sender)


def _answer(identity: str, sender: str, text: str, html: str, encoding: str) -> bytes:
    answer = _head(identity, sender)
    if text:
        answer.set_content(text, cte=encoding)
    if html and text:
        answer.add_alternative(html, "html", cte=encoding)
    elif html:
        answer.set_content(html, "html", cte=encoding)
    return bytes(answer)


def _odd(mail: OurMail, identity: str, sender: str) -> Iterator[tuple[str, bytes]]:
    whole = f"{NEW}\n\n{mail.text}"
    forwarded = _head(identity, sender)
    forwarded.set_content(NEW)
    inner = _head("", OURS, f"Bitte {mail.address}")
    inner.set_content(mail.text, cte="base64")
    forwarded.add_attachment(inner)
    yield "attached mail", bytes(forwarded)
    named = _head(identity, sender, f"AW: {mail.address} {mail.code}")
    named.set_content(NEW)
    named.add_attachment(b"x", "image", "jpeg", filename=f"{mail.address[-64:]}.jpg")
    yield "subject and name of a file", bytes(named)
    saved = _head(identity, sender)
    saved.set_content(NEW)
    saved.add_attachment(bytes(inner), "application", "octet-stream", filename="x.eml")
    saved.add_attachment(
        f"%PDF /URI ({mail.address})".encode() + bytes(range(256)),
        "application",
        "pdf",
        filename="a.pdf",
    )
    saved.add_attachment(
        whole.encode("utf-16"),
        "text",
        "plain",
        filename="a.txt",
        params={"charset": "utf-16"},
    )
    yield "saved mails and other files", bytes(saved)
    odd = Message()
    for name, value in _head(identity, sender).items():
        odd[name] = value
    odd["Content-Type"] = 'message/rfc822; name="x"'
    odd["Content-Transfer-Encoding"] = "base64"
    odd.set_payload(b64encode(bytes(inner)).decode())
    yield "an encoded mail inside", odd.as_bytes()
    wide = _head(identity, sender)
    wide["Content-Type"] = "text/plain; charset=utf-16"
    wide["Content-Transfer-Encoding"] = "base64"
    wide.set_payload(b64encode(whole.encode("utf-16")).decode())
    yield "two octets for each sign", wide.as_bytes()
    loose = MIMEApplication(mail.address.encode("utf-16-le"), Name="a.msg")
    mixed = _head(identity, sender)
    mixed.set_content(NEW)
    mixed.make_mixed()
    mixed.attach(loose)
    mixed.preamble = mail.address
    yield "preamble, and a file of two octets", mixed.as_bytes()
