"""The tables of accounts: who may sign in, who is signed in, what they have kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    INVITATION = "invitation"
    SIGN_IN = "sign_in"


class Account(SQLModel, table=True):
    """A person of stakeholders.toml who may sign in; `person` is the key there.

    `password` is an argon2id hash, or None for whoever signs in by link. `failures`
    counts wrong passwords in a row. An empty preference means: as the person's entry,
    or the browser, has it. `daily_head` asks for the audit log's head by mail.
    """

    __table_args__ = (CheckConstraint("failures >= 0", name="failures"),)

    person: str = Field(primary_key=True)
    invited_at: datetime
    invited_by: str
    disabled_at: datetime | None
    disabled_by: str
    password: str | None
    password_set_at: datetime | None
    failures: int
    locked_until: datetime | None
    language: str
    theme: str
    shortcuts: bool
    daily_head: bool = Field(
        default=False, sa_column_kwargs={"server_default": false()}
    )


class Visit(SQLModel, table=True):
    """A session: somebody signed in, on one device, until one of its limits.

    `digest` is the SHA-256 of the cookie, which is kept nowhere.
    """

    __table_args__ = (Index("ix_visit_person", "person"),)

    digest: str = Field(primary_key=True)
    person: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    way: str
    device: str


class KnownBrowser(SQLModel, table=True):
    """The wrong passwords of one person in a row, from a browser of theirs.

    Only a browser that has signed that person in before is one, and only after a wrong
    password it has a row.
    """

    __tablename__ = "known_browser"
    __table_args__ = (CheckConstraint("failures > 0", name="failures"),)

    id: str = Field(primary_key=True)
    person: str
    failures: int
    locked_until: datetime | None
    failed_at: datetime


class SignInLink(SQLModel, table=True):
    """A link in a mail that signs somebody in, once; `digest` is its SHA-256.

    `browser` is the known browser that asked for it; empty if a stranger may have.
    """

    __tablename__ = "sign_in_link"
    __table_args__ = (
        CheckConstraint(one_of("purpose", LinkPurpose), name="purpose"),
        Index("ix_sign_in_link_person", "person"),
    )

    digest: str = Field(primary_key=True)
    person: str
    purpose: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    browser: str = ""


class ApiToken(SQLModel, table=True):
    """A bearer token of one person for programs; `digest` is its SHA-256.

    `told_at` is when its person was told by mail that it ends soon.
    """

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("digest"),)

    id: int = own_key()
    digest: str
    person: str
    label: str
    made_at: datetime
    made_by: str
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    told_at: datetime | None = None


class CalendarFeed(SQLModel, table=True):
    """A calendar that programs fetch by an address; `digest` is its secret's SHA-256.

    It shows what `house` takes part in, or what `person` may see; one of the two is
    empty.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint("(house = '') <> (person = '')", name="whose"),
    )

    id: int = own_key()
    digest: str
    house: str
    person: str
    label: str
    made_at: datetime
    made_by: str
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class SavedView(SQLModel, table=True):
    """A filter that a person has kept by a name; `query` is that of the address."""

    __tablename__ = "saved_view"

    person: str = Field(primary_key=True)
    page: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    query: str
    saved_at: datetime
