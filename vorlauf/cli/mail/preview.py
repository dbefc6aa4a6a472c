"""Previewing: a mail of each kind, written to a file and to nobody."""

import sys
from email.headerregistry import Address
from pathlib import Path
from typing import Final

from vorlauf.cli.common.context import wired
from vorlauf.db.engine import reading
from vorlauf.jobs.mail import answers_to
from vorlauf.mail.letters.previews import PreviewRequest
from vorlauf.mail.letters.previews import preview as written
from vorlauf.mail.letters.render import MailContext
from vorlauf.terminal import say
from vorlauf.wiring import Wiring

STDOUT: Final = "-"
# Whoever has not said yet from where mail leaves sees that at once.
_NOWHERE: Final = Address("Vorlauf", "vorlauf", "preview.invalid")


def preview(wish: PreviewRequest, out: str | None) -> int:
    """Write the mail to a file and say where. Raises as `previewing.preview`."""
    with wired() as wiring, reading(wiring.engine) as connection:
        mail = written(connection, wish, _office(wiring))
    if out == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(mail.content)
        sys.stdout.buffer.flush()
        return 0
    file = Path(out) if out else Path(_name(wish))
    file.write_bytes(mail.content)
    say(f"{file}: “{mail.subject}” to {mail.address}. Nothing was sent.")
    return 0


def _office(wiring: Wiring) -> MailContext:
    has_address = wiring.settings.mail_url is not None
    return MailContext(
        directory=wiring.directory,
        sender=wiring.mailer.sender if has_address else _NOWHERE,
        answers_to=answers_to(wiring.settings),
        now=wiring.now(),
        issuer=wiring.mint_for_mail,
    )


def _name(wish: PreviewRequest) -> str:
    about = f"-{wish.number}" if wish.number else ""
    return f"{wish.name}{about}.eml"
