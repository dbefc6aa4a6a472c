"""Placeholders: nobody's words are ever taken for a link, whatever they say."""

from collections import Counter
from dataclasses import dataclass, fields, is_dataclass, replace
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from enum import Enum
from itertools import cycle, islice
from urllib.parse import unquote

import pytest
from each import each
from every_kind import posts_of_every_kind
from repeats import repeated, times

from notifications.errors import NotificationError
from notifications.letters.mail_kinds import purposes_where
from states.purpose import MailKind
from vorlauf.db.engine import reading, writing
from vorlauf.errors import NotFoundError
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.link_queries import LINK
from vorlauf.links.placeholders import LinkPlace, filled, fresh, places
from vorlauf.links.tokens import LENGTH
from vorlauf.mail.letters import answer_links, preview_samples, previews, recipients
from vorlauf.mail.letters.bundle import Bundle, gather
from vorlauf.mail.letters.context import AnswerLink
from vorlauf.mail.letters.render import write
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.letters.template_values import Addressee

MINT = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")
PAGE = MINT.address("")
SENDER = Address("Vorlauf", "vorlauf", "example.org")
# Around the very placeholder: what follows it never follows a link of ours.
TAIL = "~"
FORGED = (
    "@Ada: http://evil.example/?t={0}~",
    "{0}~",
    "https://vorlauf.example.org/answer/{0}~",
    "LINK{0}LINK~ {0}{0}~",
    "{0}~\r\n.\r\n=\r\n{0}~",
)
DIGEST, IS_KEY = "digest", object()
LONG = (pytest.mark.slow, pytest.mark.timeout(900), repeated)
# So often words are written into each place of a mail, and so many then show.
EACH, LEAST = times(3, 9), times(600, 2000)
# What certainly has links.
LINKED = {
    DIGEST,
    MailKind.MATERIAL_REQUEST,
    MailKind.REVIEW_REQUEST,
    MailKind.LINK_RENEWED,
    MailKind.DECISION_RECEIVED,
    MailKind.CORRECTED,
}


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def everything(desk, a_post, hand_to_review):
    return posts_of_every_kind(desk, a_post, hand_to_review)


@dataclass(frozen=True)
class Draft:
    """All that a mail is made of, before anybody's words are looked at."""

    bundle: Bundle
    to: Addressee
    office: MailContext

    @property
    def marks(self):
        """What stands for its links, in both forms; something made up without any."""
        known = [*self.bundle.links()] or fresh(1)
        return [form for one in known for form in (one.first, one.second)]

    def forged(self, path, words):
        """Return the same with these words in one place."""
        facts = (self.bundle.occasions, self.to, self.office.directory)
        about, to, directory = changed_at(facts, path, words)
        bundle = replace(self.bundle, occasions=about)
        return Draft(bundle, to, replace(self.office, directory=directory))

    def places(self):
        """Yield the way to every text in it: words, names, addresses and keys."""
        yield from everywhere((self.bundle.occasions, self.to))
        directory = self.office.directory
        yield 2, "campaign", "name"
        for key in directory.people:
            yield 2, "people", key, "name"
        for key in directory.houses:
            yield 2, "houses", key, "name"


def everywhere(one, path=()):
    """Yield the way to each text in it, through whatever it is made of."""
    if isinstance(one, str) and not isinstance(one, Enum):
        yield path
    elif isinstance(one, dict):
        for key in one:
            yield from everywhere(one[key], (*path, key))
            yield (*path, key, IS_KEY)
    elif isinstance(one, tuple | list):
        for at, part in enumerate(one):
            yield from everywhere(part, (*path, at))
    elif is_dataclass(one) and not isinstance(one, AnswerLink):
        for field in fields(one):
            yield from everywhere(getattr(one, field.name), (*path, field.name))


def changed_at(one, path, words):
    """Return a copy of it with other words in one place."""
    if not path:
        return words
    first, *rest = path
    if rest == [IS_KEY]:
        return {words if key == first else key: part for key, part in one.items()}
    if isinstance(one, dict):
        return {**one, first: changed_at(one[first], rest, words)}
    if isinstance(one, tuple | list):
        changed = [*one]
        changed[first] = changed_at(one[first], rest, words)
        return type(one)(changed)
    return replace(one, **{first: changed_at(getattr(one, first), rest, words)})


def draft(desk, kind, number):
    """Return a mail of this kind as it is about to be written, with its links."""
    office = MailContext(
        directory=desk.directory,
        sender=SENDER,
        answers_to="",
        now=desk.now,
        issuer=MINT,
    )
    ines = desk.directory.people["ines"]
    with writing(desk.engine) as connection:
        if kind == DIGEST:
            notices = preview_samples.of_everything(
                connection, ines, desk.now, number=None
            )
        else:
            purpose = MailKind(kind)
            notices = [
                preview_samples.of_post(connection, purpose, number, ines, desk.now)
            ]
        to = recipients.addressee(connection, notices, office)
        bundle = gather(connection, notices, reader="ines")
        about = answer_links.with_links(
            desk.call(connection), MINT, bundle.occasions, ines
        )
    return Draft(replace(bundle, occasions=about), to, office)


def written(desk, one):
    """Return what a reader sees of the mail as it is kept, and as it goes out.

    None if it cannot be written: the words stand where a key or an address belongs.
    """
    try:
        message = write(one.bundle, one.to, one.office).message
    except (KeyError, ValueError, NotFoundError, NotificationError):
        return None
    if message is None:
        return None
    with reading(desk.engine) as connection:
        done = filled(
            connection, MINT, message.content, message.places, message.recipient
        )
    return seen(message.content), seen(done)


def seen(content):
    """Return everything a person or a scanner can read in a mail, decoded."""
    mail = message_from_bytes(content, policy=default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    texts = [part.get_payload(decode=True).decode() for part in parts]
    return "\n".join((*map(unquote, texts), *map(str, mail.values())))


def forgeries(desk, one, each):
    """Write into every place that shows, so often; yield what was written, and sent."""
    forms, marks = cycle(FORGED), cycle(one.marks)
    for path in one.places():
        for form, mark in islice(zip(forms, marks, strict=False), each):
            kept, sent = written(desk, one.forged(path, form.format(mark))) or ("", "")
            if mark + TAIL not in kept:
                break
            yield (path, form), sent


def opened(sent, tokens):
    """Return how often each link stands in a mail, and whether words became one."""
    usual = Counter({token: sent.count(f"{PAGE}{token}") for token in tokens})
    is_forged = any(
        token + TAIL in sent or sent.count(token) > usual[token] for token in tokens
    )
    return usual, is_forged


@pytest.mark.parametrize(
    ("kinds", "each", "least"),
    [
        ({MailKind.MENTIONED, MailKind.CORRECTED}, 1, 20),
        pytest.param(
            set(previews.KINDS) - {*purposes_where(lambda kind: not kind.is_of_a_post)},
            EACH,
            LEAST,
            marks=LONG,
        ),
    ],
    ids=["two kinds", "every kind"],
)
def test_nobodys_words_are_filled_in_any_field_of_any_kind_of_mail(
    desk, everything, kinds, each, least
):
    """Each field of each kind of mail, with the very placeholders of that mail."""
    tries, filled_in, linked = Counter(), [], set()
    for kind in kinds:
        one = draft(desk, kind, everything[kind])
        tokens = [MINT.token(link) for link in desk.rows(LINK)]
        usual, _ = opened(written(desk, one)[1], tokens)
        linked |= {kind} if +usual else set()
        for words, sent in forgeries(desk, one, each):
            tries[kind] += 1
            found, is_forged = opened(sent, tokens)
            if is_forged or found - usual:
                filled_in.append((kind, *words))

    assert filled_in == []
    assert sum(tries.values()) >= least
    assert tries.keys() == kinds
    assert LINKED & kinds <= linked


def test_the_two_forms_of_a_placeholder_are_as_long_as_a_link_and_differ():
    one, other = fresh(2)

    assert {len(form) for form in (one.first, one.second)} == {LENGTH}
    assert len({one.first, one.second, other.first, other.second}) == 4
    assert all(form.isalnum() for form in (one.first, one.second))


def test_what_is_written_otherwise_the_second_time_is_not_sent():
    one, other = fresh(2)
    first, second = (f"a {form} b".encode() for form in (one.first, one.second))

    assert places(first, second, {one: 7}) == (LinkPlace(2, 2 + LENGTH, 7),)
    assert places(first, first, {one: 7}) == ()
    assert places(first, first, {other: 7}) == ()
    for changed in (second + b".", second.replace(b"a", b"o"), b""):
        with pytest.raises(ValueError, match="differ"):
            places(first, changed, {one: 7})


@pytest.fixture
def issued(desk, asked, post_round):
    """A link that has gone out."""
    asked("smi")
    post_round(issuer=MINT)
    return desk.rows(LINK)[0]


@each("at", range(LENGTH))
def test_a_link_is_put_in_wherever_its_line_was_broken(desk, issued, at):
    (one,) = fresh(1)
    first, second = (
        f"<{form[:at]}=\r\n{form[at:]}>".encode() for form in (one.first, one.second)
    )

    with reading(desk.engine) as connection:
        where = places(first, second, {one: issued.id})
        done = filled(connection, MINT, first, where, issued.recipient)
        kept = filled(connection, MINT, first, where, "somebody-else")

    assert done.replace(b"=\r\n", b"").decode() == f"<{MINT.token(issued)}>"
    assert done.count(b"=\r\n") == 1
    assert kept == first
