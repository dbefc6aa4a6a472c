"""Figure 17: nobody signs by a link in the name of somebody who is not asked.

Each name is spelt in every way that Unicode calls confusable, in other widths, styles,
cases, scripts and orders, with marks, spaces, titles and what nobody sees, and as an
address. Every act behind a link is tried with each of them, on a real database: it must
be refused, and nothing may be written. Ordinary names of people who are not on file
must be taken, and stand in the log as known by own account alone.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Final

from confusable_homoglyphs import confusables
from sqlalchemy import Connection, Engine, func, select

from reliability.figures import Figure
from reliability.sample_campaign import AHEAD, COORDINATOR, MONDAY, TEXTS, crowd
from reliability.stores import SQLITE, engine_on, store
from states.post import PostState, Trigger
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import STEP
from vorlauf.db.tables import Audit, LinkKind, table_of
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.errors import VorlaufError
from vorlauf.link_actions.absence import away
from vorlauf.link_actions.decide import AnswerForm, answer
from vorlauf.link_actions.forward import forward
from vorlauf.link_actions.more_time import ask_time, plead
from vorlauf.link_actions.objection import object_to
from vorlauf.link_actions.revoke import take_back
from vorlauf.links.issue import LinkIssuer, Subject, link_for
from vorlauf.links.verify import VerifiedLink, open_link
from vorlauf.material.consents import Terms, record
from vorlauf.material.deliveries import (
    Description,
    PictureUpload,
    deliver_file,
    describe,
)
from vorlauf.material.files.intake import KeptFile
from vorlauf.material.suppliers import ByLink
from vorlauf.posts import step_queries
from vorlauf.workflow.decisions import Decision, decide
from vorlauf.workflow.steps import office_of

SEED: Final = 20261130
# After the day on which a step is due.
_LATER: Final = AHEAD - timedelta(days=2)
FEW: Final = 25
_ISSUER: Final = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")
_AUDIT: Final = table_of(Audit)
_UNSEEN: Final = "\u200b\u200d\u00ad\u2060\u202e\u2066\u034f\u3164\ufe0f\U000e0041"

# In whose name nobody else may act: of other houses, of the author, of the program.
_FOREIGN: Final = ("Henriette Vogt", "Jana Petzold", "Kontakt h0001", "Paula Lange")
_PROGRAM: Final = (
    *("(flow)", "(system)", "Vorlauf", "Vorlauf (Zeitsteuerung)", "VORLAUF", "Flow"),
    *("petzold@redaktion.example.org", "Mailer-Daemon", "(upgrade)"),
    "Sächsische Staatskanzlei",
)
_ADDRESSES: Final = ("vogt@sk.example.org", "Henriette Vogt <vogt@sk.example.org>")
_FIRST: Final = (
    *("Anna", "Jürgen", "Özlem", "Çağla", "İbrahim", "Łucja", "Grażyna", "Nguyễn"),
    *(
        "Thị Mai",
        "Trần",
        "Hans-Peter",
        "Marie-Luise",
        "Sören",
        "René",
        "Şükrü",
        "Björn",
    ),
)
_LAST: Final = (
    *(
        "Müller-Lüdenscheidt",
        "Groß",
        "Y\u0131ld\u0131r\u0131m",
        "Öztürk",
        "Wiśniewska",
        "Đặng",
    ),
    *(
        "Văn Đức",
        "von der Heydt",
        "O\u2019Neill",
        "d'Angelo",
        "Żółć",
        "Schmidt",
        "zu Solms",
    ),
)
_TITLES: Final = ("", "Dr. ", "Prof. Dr. ", "Dipl.-Ing. ", "")


@dataclass(frozen=True)
class Way:
    """One act behind a link: what is done under which name; `asked` is who may."""

    title: str
    asked: str
    act: Callable[[Call, str], object]


def run(*, short: bool) -> Figure:
    """Try every look-alike at every link, and ordinary names at links that comment."""
    draw = Random(SEED)
    names = list(look_alikes(draw))
    honest = [f"{title}{first} {last}" for title, first, last in _ordinary()]
    if short:
        names, honest = draw.sample(names, FEW), draw.sample(honest, FEW)
    with store(SQLITE) as url, engine_on(url) as engine:
        scene = _Scene(engine)
        attempts = [
            (way, name)
            for way in scene.ways()
            for owner, name in names
            if owner != way.asked
        ]
        accepted = [
            f"{way.title}: {name!r}"
            for way, name in attempts
            if scene.is_accepted(way, name)
        ]
        refused = [name for name in honest if not scene.is_taken(name)]
        tried = len(attempts) + len(honest)
    return judge(tried, accepted, refused, len(names))


def judge(
    tried: int, accepted: Sequence[str], refused: Sequence[str], names: int
) -> Figure:
    """Judge: none accepted in the name of another, none refused wrongly."""
    examples = "; ".join([*accepted[:3], *refused[:3]])
    return Figure(
        number=17,
        title="look-alike names at every link",
        tried=tried,
        failed=len(accepted) + len(refused),
        promise="0 accepted in another's name, 0 ordinary names refused",
        kept=not accepted and not refused and names >= FEW,
        details=(
            f"{names:,} look-alikes, {len(accepted)} accepted in another's name, "
            f"{len(refused)} ordinary names refused, seed {SEED}"
            + (f": {examples}" if examples else "")
        ),
    )


def look_alikes(draw: Random) -> Iterator[tuple[str, str]]:
    """Yield names of others, with spellings that a person would read as these."""
    yield from (("", name) for name in _PROGRAM)
    for owner in _FOREIGN:
        yield from ((owner, name) for name in _spellings(owner, draw))
    yield from (("Henriette Vogt", name) for name in _ADDRESSES)


def _spellings(name: str, draw: Random) -> Iterator[str]:
    first, _, last = name.partition(" ")
    yield from (name, name.upper(), name.lower(), f"{last}, {first}")
    yield from (f"{last} {first}", f"Dr. {name}", f"{name} (Referat 12)")
    yield from (
        f"i. V. {name}",
        name.replace(" ", "\u00a0\u2003"),
        f"{first}{last}",
    )
    yield from (f"{first[0]}. {last}", last, f"gez. {last}, Dr. {first}")
    yield from ("".join(one + "\u0301" for one in name), _styled(name, 0x1D400))
    yield "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    yield from (name[:3] + unseen + name[3:] for unseen in _UNSEEN)
    for place, letter in enumerate(name):
        if others := _confusable(letter):
            yield name[:place] + draw.choice(others) + name[place + 1 :]
    for _ in range(10):
        yield "".join(draw.choice([one, *_confusable(one)]) for one in name)


def _confusable(letter: str) -> list[str]:
    """Return the letters that Unicode says look like one; digits are among them."""
    found = [str(one["c"]) for one in confusables.confusables_data.get(letter, ())]
    return [one for one in found if one.isprintable() and any(map(str.isalnum, one))]


def _styled(name: str, first: int) -> str:
    """Return a name in the bold letters of mathematics."""
    return "".join(
        chr(first + ord(one) - (65 if one.isupper() else 71))
        if one.isascii() and one.isalpha()
        else one
        for one in unicodedata.normalize("NFKD", name)
    )


def _ordinary() -> Iterator[tuple[str, str, str]]:
    for number, (first, last) in enumerate((f, s) for f in _FIRST for s in _LAST):
        yield _TITLES[number % len(_TITLES)], first, last


class _Scene:
    """A campaign with a post for each kind of link; its contact is in house h0000."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._directory = _people()
        self._now = MONDAY
        self._sha256 = "a" * 64
        self._ways = list(self._made())
        self._comment = self._open(self._reviewed())

    def ways(self) -> list[Way]:
        return self._ways

    def is_accepted(self, way: Way, name: str) -> bool:
        """Say whether an act was done, or wrote anything, under this name."""
        before = self._lines()
        try:
            with writing(self._engine) as connection:
                way.act(self._call(connection), name)
        except VorlaufError:
            return self._lines() != before
        return True

    def is_taken(self, name: str) -> bool:
        """Say whether somebody of this name is heard, and named as what they are."""
        until = self._now.date() + _LATER
        try:
            with writing(self._engine) as connection:
                plead(self._call(connection), self._comment, until, name, "Urlaub.")
        except VorlaufError:
            return False
        with reading(self._engine) as connection:
            newest = select(_AUDIT.c.capacity).order_by(_AUDIT.c.id.desc()).limit(1)
            return connection.execute(newest).scalar_one() == "by_forwarded_link"

    def _made(self) -> Iterator[Way]:
        until = self._now.date() + _LATER
        reviewed, approved = self._reviewed(), self._approved()
        afterwards, corrected = self._jumped(), self._scheduled()
        for title, number, house in (
            ("endorse", reviewed, "h0000"),
            ("approve", approved, "sk"),
            ("endorse afterwards", afterwards, "h0000"),
        ):
            opened = self._open(number, house=house)
            for trigger in (_yes(opened), Trigger.REQUEST_CHANGES):
                yield self._way(
                    f"{title}: {trigger}", opened, partial(_say, opened, trigger)
                )
        opened = self._open(self._reviewed())
        yield self._way(
            "pass on", opened, lambda c, n: forward(c, opened, "kollege", n, "")
        )
        yield self._way(
            "time", opened, lambda c, n: ask_time(c, opened, until, n, "Urlaub")
        )
        yield self._way(
            "plead", opened, lambda c, n: plead(c, opened, until, n, "Urlaub")
        )
        day = self._now.date()
        yield self._way("away", opened, lambda c, n: away(c, opened, day, day, n))
        receipt = self._open(corrected, kind=LinkKind.RECEIPT, is_closed=True)
        yield self._way("take back", receipt, lambda c, n: take_back(c, receipt, n))
        change = self._open(corrected, kind=LinkKind.OBJECT, is_closed=True)
        yield self._way("object", change, lambda c, n: object_to(c, change, n, "Nein."))
        yield from self._material()

    def _way(
        self, title: str, opened: VerifiedLink, act: Callable[[Call, str], object]
    ) -> Way:
        asked = self._directory.people[opened.matter.asked].name
        return Way(title=title, asked=asked, act=act)

    def _material(self) -> Iterator[Way]:
        number = self._new(wants_assets=True)
        self._do(number, Trigger.REQUEST_ASSETS)
        opened = self._open(number)
        kept = KeptFile(
            sha256=self._sha256,
            media_type="image/jpeg",
            size=9,
            width=9,
            height=9,
            original="b" * 64,
            has_original=False,
            variants={},
        )
        upload = PictureUpload(number=number, house="h0000", kept=kept, name="a.jpg")

        def by(name: str) -> ByLink:
            return ByLink(opened=opened, name=name)

        yield self._way("upload", opened, lambda c, n: deliver_file(c, by(n), upload))
        with writing(self._engine) as connection:
            own = by("Kontakt h0000")
            picture = deliver_file(self._call(connection), own, upload)
        said = Description(alt_text="Ein Löschzug.")
        yield self._way(
            "describe", opened, lambda c, n: describe(c, by(n), number, picture, said)
        )
        terms = Terms(
            people="Mia Muster",
            channels=["linkedin"],
            purpose="Kampagne",
            first_day=self._now.date(),
            kept_at="Akte 12",
        )
        yield self._way(
            "consent",
            opened,
            lambda c, n: record(c, number, self._sha256, terms, by(n)),
        )

    def _reviewed(self) -> str:
        number = self._new()
        self._do(number, Trigger.SUBMIT)
        return number

    def _approved(self) -> str:
        number = self._reviewed()
        self._do(number, Trigger.ENDORSE, "p-h0000")
        return number

    def _scheduled(self) -> str:
        number = self._approved()
        self._do(number, Trigger.APPROVE, "vogt")
        return number

    def _jumped(self) -> str:
        number = self._new()
        target = PostState.SCHEDULED
        self._do(number, Trigger.OVERRIDE, target=target, comment="Es eilt.")
        return number

    def _new(self, *, wants_assets: bool = False) -> str:
        new = NewPost(
            title="Beitrag",
            author=COORDINATOR,
            houses=("h0000",),
            slot_at=self._now + AHEAD,
            texts=TEXTS,
            wants_assets=wants_assets,
            wants_graphics=False,
        )
        with writing(self._engine) as connection:
            return add(self._call(connection), [new])[0]

    def _do(
        self, number: str, trigger: Trigger, actor: str = COORDINATOR, **more: object
    ) -> None:
        wanted: Mapping[str, object] = {"number": number, "trigger": trigger, **more}
        with writing(self._engine) as connection:
            decide(self._call(connection), Decision(actor=actor, **wanted))  # type: ignore[arg-type]

    def _open(
        self,
        number: str,
        *,
        house: str = "h0000",
        kind: LinkKind | None = None,
        is_closed: bool = False,
    ) -> VerifiedLink:
        """Return what a link opens to the house's newest step, open or closed."""
        with writing(self._engine) as connection:
            call = self._call(connection)
            key = self._step(connection, number, house, is_closed=is_closed)
            matter = step_queries.matters(connection, [key])[key]
            subject = Subject(
                step_id=key,
                post_id=matter.post_id,
                version=matter.version,
                due_at=self._now + AHEAD,
                office=office_of(matter.house, self._directory),
            )
            kind = kind or _asking(matter.kind.is_decision)
            link = link_for(call, _ISSUER, subject, kind, matter.asked)
            opened = open_link(call, _ISSUER, _ISSUER.token(link))
        if opened is None:
            raise AssertionError
        return opened

    def _step(
        self, connection: Connection, number: str, house: str, *, is_closed: bool
    ) -> int:
        found = (
            select(func.max(STEP.c.id))
            .join(_AUDIT, _AUDIT.c.post_id == STEP.c.post_id)
            .where(_AUDIT.c.number == number, STEP.c.house == house)
            .where(
                STEP.c.closed_at.is_not(None)
                if is_closed
                else STEP.c.closed_at.is_(None)
            )
        )
        return int(connection.execute(found).scalar_one())

    def _call(self, connection: Connection) -> Call:
        return Call(connection, self._directory, self._now)

    def _lines(self) -> int:
        with writing(self._engine) as connection:
            return audit_log.lock(connection).last_id


def _people() -> Directory:
    """Return the campaign, with a colleague in the house and a graphics designer."""
    directory = crowd(2).directory
    contact, author = directory.people["p-h0000"], directory.people[COORDINATOR]
    more = {
        "kollege": replace(
            contact, key="kollege", name="Ines Iser", email="i@h0.example"
        ),
        "lange": replace(author, key="lange", name="Paula Lange", email="l@r.example"),
    }
    return replace(directory, people={**directory.people, **more})


def _asking(is_decision: bool) -> LinkKind:  # noqa: FBT001, one word
    return LinkKind.DECIDE if is_decision else LinkKind.DELIVER


def _yes(opened: VerifiedLink) -> Trigger:
    is_approval = opened.matter.house == "sk"
    return Trigger.APPROVE if is_approval else Trigger.ENDORSE


def _say(opened: VerifiedLink, trigger: Trigger, call: Call, name: str) -> object:
    said = AnswerForm(
        trigger=trigger,
        name=name,
        comment="Bitte ändern.",
        seen_version=opened.link.version,
    )
    return answer(call, opened, said)
