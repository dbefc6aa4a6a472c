"""Figure 14: nobody speaks in another's name by a forged mail.

Every house gets a request by real SMTP, with addresses of its own for replies and for
its return. Then mails come in that borrow a name in every way we know: with the
Message-ID or the address for replies of somebody else's mail, with results of a gateway
that it has not written, with addresses that only look alike, and as returned mail.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine, select

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from notifications.inbox.inbox_url import read as place_of
from notifications.inbox.maildir import Maildir
from reliability.figures import Figure
from reliability.sample_campaign import MONDAY, Crowd, ask, crowd
from reliability.stores import SQLITE, engine_on, store
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import NoticeState
from vorlauf.links.subaddresses import Subaddresses
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.inbox.receive import collect
from vorlauf.mail.inbox.senders import InboxTrust
from vorlauf.posts import address_status
from vorlauf.posts.comment_queries import COMMENT

TITLE: Final = "forged mails: replies, results of gateways, returned mail"
SEED: Final = 20261130
HOUSES, FEW = 60, 6
OURS: Final = "antwort@example.org"
GATEWAY: Final = "mx.example.org"
_TRUST: Final = InboxTrust(
    subaddresses=Subaddresses(
        key=b"k" * 32, mailbox=Address("", "antwort", "example.org"), separator="+"
    ),
    gateway=GATEWAY,
)
# Whoever borrows the name of a participant is heard, but never as if we knew them.
_MARKED: Final = "unverified"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A mail of ours as its reader has it: what a forger may have seen of it."""

    to: str
    number: str
    message_id: str
    replies: str


def run(*, short: bool) -> Figure:
    """Forge mails of every kind about every request, and look what came of them."""
    people = crowd(FEW if short else HOUSES)
    with (
        TemporaryDirectory(prefix="vorlauf-forged-") as folder,
        store(SQLITE) as url,
        engine_on(url) as engine,
    ):
        numbers = ask(engine, people)
        asked = _sent(engine, people, numbers)
        _suppress(engine, asked[0].to)
        kinds: Counter[str] = Counter()
        box = Path(folder) / "mail"
        for name, mail in _forgeries(asked, Random(SEED)):
            kinds[name] += 1
            _lay(box, kinds.total(), mail)
        mailbox = Maildir(place_of(f"maildir://{box}?address={OURS}"))
        while next(mailbox.new(1), None) is not None:
            collect(engine, people.directory, mailbox, MONDAY, limit=600, trust=_TRUST)
        return _figure(engine, kinds, asked)


def _figure(engine: Engine, kinds: Mapping[str, int], asked: Sequence[Asked]) -> Figure:
    with reading(engine) as connection:
        said = connection.execute(select(COMMENT)).all()
        ended = connection.execute(
            select(NOTICE.c.id).where(NOTICE.c.state == NoticeState.DEAD)
        ).all()
        troubles = address_status.troubles(connection)
    marked = [one for one in said if one.author_key and one.sender_check == _MARKED]
    expected = kinds["a participant's name"]
    spoken = [one for one in said if one.author_key and one.sender_check != _MARKED]
    wrong = max(len(marked) - expected, 0) + len(spoken) + len(ended)
    harmed = [one for one in troubles if one.failures or one.address != asked[0].to]
    lifted = not any(one.suppressed_at for one in troubles)
    tried = sum(kinds.values())
    return Figure(
        number=14,
        title=TITLE,
        tried=tried,
        failed=wrong + len(harmed) + lifted,
        kept=not wrong and not harmed and not lifted and len(said) > 0,
        details=(
            f"{len(kinds)} kinds; {len(spoken)} became a comment in another's name as "
            f"if known, {len(marked)} in that of a participant, each marked as not "
            f"verified; {len(harmed)} addresses harmed, {int(lifted)} suppressions "
            f"lifted, {len(ended)} notices ended, seed {SEED}"
        ),
    )


def _sent(engine: Engine, people: Crowd, numbers: Sequence[str]) -> list[Asked]:
    """Let the requests go out; return what each reader has got."""
    found: list[tuple[str, bytes]] = []
    with (
        CaptureServer(lambda to, content: found.append((to, content))) as server,
        Mailer.from_url(server.url) as mailer,
    ):
        deliver_due(
            engine,
            people.directory,
            mailer,
            MONDAY,
            answers_to=OURS,
            subaddresses=_TRUST.subaddresses,
        )
    by_number = dict(zip(numbers, people.houses(), strict=True))
    posts = {f"kontakt@{house}.example.org": no for no, house in by_number.items()}
    asked = []
    for to, content in found:
        mail = message_from_bytes(content, policy=default)
        if to in posts:
            asked.append(
                Asked(
                    to=to,
                    number=posts[to],
                    message_id=str(mail["Message-ID"]),
                    replies=mail["Reply-To"].addresses[0].addr_spec,
                )
            )
    return asked


def _suppress(engine: Engine, address: str) -> None:
    with writing(engine) as connection:
        address_status.suppress(connection, address, "Vorlauf", MONDAY)


def _forgeries(asked: Sequence[Asked], draw: Random) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each kind, and a mail of it about each request."""
    for at, mine in enumerate(asked):
        other = asked[at - 1]
        genuine = f"{GATEWAY}; dmarc=pass header.from={other.to.partition('@')[2]}"
        refuted = genuine.replace("pass", "fail")
        head = f"Authentication-Results: {{}}\nIn-Reply-To: {mine.message_id}\n"
        yield "another's Message-ID", _mail(other.to, f"In-Reply-To: {mine.message_id}")
        yield "another's address", _mail(other.to, to=mine.replies)
        yield "a spoilt address", _mail(mine.to, to=_spoilt(mine.replies, draw))
        yield "a returning address", _mail(mine.to, to=mine.replies.replace("+r", "+b"))
        yield "a subject", _mail(other.to, subject=f"AW: {mine.number}")
        yield "a participant's name", _mail(mine.to, subject=f"AW: {mine.number}")
        yield "refuted", _mail(mine.to, head.format(_of(refuted, mine)), mine.replies)
        yield (
            "refuted subject",
            _mail(
                mine.to,
                f"Authentication-Results: {_of(refuted, mine)}",
                subject=mine.number,
            ),
        )
        foreign = genuine.replace(GATEWAY, "mx.evil.example")
        yield "another gateway", _mail(other.to, head.format(foreign))
        yield (
            "below the gateway",
            _mail(
                other.to, head.format(refuted) + f"Authentication-Results: {genuine}"
            ),
        )
        traced = f"{GATEWAY}; spf=none\nReceived: from x\nAuthentication-Results: "
        yield "below its trace", _mail(other.to, head.format(traced + genuine))
        for name, like in _look_alikes(mine.to):
            yield name, _mail(like, f"In-Reply-To: {mine.message_id}", mine.replies)
        two = f"From: {mine.to}\nIn-Reply-To: {mine.message_id}"
        yield "two senders", _mail("x@evil.example", two, mine.replies)
        yield "a forged bounce", _bounce(mine.message_id, mine.to, OURS)
        yield "a bounce to a reply", _bounce(mine.message_id, mine.to, mine.replies)
        fake = mine.replies.replace("+r", "+b")
        yield "a bounce to no envelope", _bounce(mine.message_id, mine.to, fake)
        yield "a bounce of nothing", _bounce("<x@example.org>", mine.to, OURS)
        yield "a bounce of another", _bounce(mine.message_id, other.to, OURS)


def _of(results: str, asked: Asked) -> str:
    """Return results of the gateway about the domain of a reader."""
    name, _, _ = results.rpartition("=")
    return f"{name}={asked.to.partition('@')[2]}"


def _spoilt(address: str, draw: Random) -> str:
    name, _, domain = address.partition("@")
    at = draw.randrange(name.index("+") + 2, len(name))
    sign = draw.choice([one for one in "abcdefghijklmnop234567" if one != name[at]])
    return f"{name[:at]}{sign}{name[at + 1 :]}@{domain}"


def _look_alikes(address: str) -> Iterator[tuple[str, str]]:
    yield "the sign of Kelvin", address.replace("k", "\u212a", 1)
    yield "a Cyrillic letter", address.replace("o", "\u043e", 1)
    yield "a longer domain", f"{address}.evil.example"
    yield "a name like an address", f'"{address}" <x@evil.example>'
    yield (
        "an encoded name",
        f"=?utf-8?q?{address.replace('@', '=40')}?= <x@evil.example>",
    )
    yield "a route", f"<@evil.example:{address}>, x@evil.example"


def _mail(
    sender: str, head: str = "", to: str = OURS, subject: str = "AW: Bitte"
) -> bytes:
    # What the gateway has written stands above what the mail brought along.
    above = f"{head.strip()}\n" if head else ""
    return (
        f"{above}From: {sender}\nTo: {to}\nSubject: {subject}\n"
        "Content-Type: text/plain; charset=utf-8\n\nFreigegeben!\n"
    ).encode()


def _bounce(message_id: str, of: str, to: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mail.example.org\nTo: {to}\nSubject: Undelivered Mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; {of}\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n\n--b--\n"
    ).encode()


def _lay(box: Path, number: int, raw: bytes) -> None:
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True, exist_ok=True)
    (box / "new" / f"{1_000_000 + number}.lay.host").write_bytes(
        raw.replace(b"Freigegeben!", f"Freigegeben, {number}!".encode())
    )
