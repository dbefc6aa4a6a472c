"""API tokens: a program acts for a person with one, until it ends or is revoked.

Every token ends, and all of a person's end with a new password.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from states.messages import msg, phrase
from states.post import Role
from vorlauf.accounts import api_token_queries, audit_entries, secrets
from vorlauf.accounts.eligibility import admitted, check_account, required
from vorlauf.accounts.labels import LONGEST_LABEL, LabelWords, label_of
from vorlauf.db.call import Call
from vorlauf.db.tables import ApiToken
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import BadInputError, NotFoundError, RefusedError

# By it a token is known for what it is wherever it should not be.
PREFIX: Final = "vorlauf_"
MOST: Final = 20  # tokens of a person
# Whether it is in use at all is all that its owner has to know.
NOTED: Final = timedelta(hours=1)
# How long a token holds unless something else was wished, and at most.
HOLDS: Final = timedelta(days=90)
LONGEST: Final = timedelta(days=366)
_LABEL: Final = LabelWords(
    subject=phrase("subject", "The name of the token"),
    odd=msg(
        "The name of a token has 1 to {longest} characters; say what it is for.",
        longest=LONGEST_LABEL,
    ),
)
# So long before it ends its person is told.
SOON: Final = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A token somebody wants: whose (a key), for what, by whom, until when.

    Without `ends_at` (aware UTC) it holds for ninety days.
    """

    person: str
    label: str
    by: str
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token as its owner sees it; the secret is kept nowhere.

    `made_by` is a key of stakeholders.toml; times are aware UTC.
    """

    key: int
    label: str
    made_at: datetime
    made_by: str
    ends_at: datetime
    used_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Say whether it holds no longer."""
        return self.ends_at <= now

    def ends_soon(self, now: datetime) -> bool:
        """Say whether its end is so near that its person is told."""
        return now < self.ends_at <= now + SOON


@dataclass(frozen=True, kw_only=True)
class TokenHolder:
    """Who acts by a token that holds; `person` is the key in stakeholders.toml."""

    key: int
    person: str
    used_at: datetime | None

    def is_worth_a_note(self, now: datetime) -> bool:
        """Say whether it is long enough since its use was written down."""
        return self.used_at is None or now - self.used_at >= NOTED


def make(call: Call, wish: NewToken) -> tuple[int, str]:
    """Make a token; return its key, and its secret, which is told this once.

    One's own, or by a coordinator anybody's. Raises `BadInputError` for an odd label,
    or an end that is over or more than a year away, `RefusedError` without an account,
    for whoever may not, or beyond twenty.
    """
    person, by = required(call.directory, wish.person), call.directory.person(wish.by)
    _check_may(by, person.key)
    label = label_of(wish.label, _LABEL)
    _check_end(wish, call.now)
    work = UnitOfWork(call)
    _check_room(call, person)
    said = secrets.new()
    made = ApiToken(
        id=0,
        digest=secrets.digest(said),
        person=person.key,
        label=label,
        made_at=call.now,
        made_by=by.key,
        ends_at=wish.ends_at or call.now + HOLDS,
        used_at=None,
        revoked_at=None,
    )
    key = api_token_queries.add(call.connection, made)
    _note(work, audit_entries.TOKEN_MADE, by, made)
    return key, f"{PREFIX}{said}"


def of_token(call: Call, secret: str) -> TokenHolder | None:
    """Return who acts by this secret; None if it does not hold.

    Those who were disabled, or have left stakeholders.toml, act by none.
    """
    prefix, said = secret[: len(PREFIX)], secret[len(PREFIX) :]
    digest = secrets.digest(said) if prefix == PREFIX else ""
    row = api_token_queries.token(call.connection, digest, call.now) if digest else None
    if row is None or admitted(call.directory, row.person) is None:
        return None
    return TokenHolder(key=row.id, person=row.person, used_at=row.used_at)


def touch(connection: Connection, bearer: TokenHolder, now: datetime) -> None:
    """Write that a token was used, at most once an hour."""
    if bearer.is_worth_a_note(now):
        api_token_queries.used(connection, bearer.key, now)


def revoke(call: Call, key: int, by: str) -> str:
    """Let a token hold no longer; return its label.

    One's own, or by a coordinator anybody's. Raises `NotFoundError` if there is none,
    or it is another's.
    """
    actor = call.directory.person(by)
    work = UnitOfWork(call)
    found = api_token_queries.by_key(call.connection, key)
    is_theirs = found is not None and found.person == actor.key
    if found is None or not (is_theirs or actor.role is Role.COORDINATOR):
        raise NotFoundError(
            msg("There is no token {key}, or it was revoked before.", key=key)
        )
    api_token_queries.revoke(call.connection, key, call.now)
    _note(work, audit_entries.TOKEN_REVOKED, actor, found)
    return found.label


def of(connection: Connection, person: str) -> list[Token]:
    """Return the tokens of a person that nobody has revoked, the oldest first.

    One that is over stands among them, until it is revoked.
    """
    return [
        Token(
            key=one.id,
            label=one.label,
            made_at=one.made_at,
            made_by=one.made_by,
            ends_at=one.ends_at,
            used_at=one.used_at,
        )
        for one in api_token_queries.tokens_of(connection, person)
    ]


def _check_may(by: Person, person: str) -> None:
    if by.functional or not (by.key == person or by.role is Role.COORDINATOR):
        raise RefusedError(
            msg(
                "{name} may not make a token for somebody else; ask a coordinator.",
                name=by.name,
            )
        )


def _check_end(wish: NewToken, now: datetime) -> None:
    if wish.ends_at is not None and wish.ends_at <= now:
        raise BadInputError(msg("The token would have ended before it began."))
    if wish.ends_at is not None and wish.ends_at > now + LONGEST:
        raise BadInputError(
            msg(
                "A token holds for at most {days} days; make another one then.",
                days=LONGEST.days,
            )
        )


def _check_room(call: Call, person: Person) -> None:
    check_account(call.connection, person)
    held = api_token_queries.tokens_of(call.connection, person.key)
    if sum(call.now < one.ends_at for one in held) >= MOST:
        raise RefusedError(
            msg(
                "{name} has {most} tokens already; revoke one of them first.",
                name=person.name,
                most=MOST,
            )
        )


def _note(
    work: UnitOfWork,
    event: str,
    by: Person,
    token: ApiToken,
) -> None:
    about = {"token": token.id, "label": token.label, "person_key": token.person}
    audit_entries.note(work, event, by, **about)
