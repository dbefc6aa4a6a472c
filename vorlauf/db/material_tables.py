"""The tables of material: briefs, pictures, kept files, and consents."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from vorlauf.db.columns import one_of, own_key


class MaterialKind(StrEnum):
    """What kind of material is wanted."""

    PHOTO = "photo"
    PORTRAIT = "portrait"
    GRAPHIC = "graphic"
    VIDEO = "video"


class PeopleShown(StrEnum):
    """Whether people shall be recognisable in the picture."""

    YES = "yes"
    NO = "no"
    EITHER = "either"


class ReviewAnswer(StrEnum):
    """What the coordinator says to a picture that was delivered."""

    ACCEPTED = "accepted"
    INSUFFICIENT = "insufficient"
    DECLINED = "declined"


class Brief(SQLModel, table=True):
    """What is wanted for a post: kind, number per house, formats by channel, purpose.

    `formats` maps a channel to what fits there, as `1080 x 1350`. `template` says where
    the graphics agency finds the template: a web address, or empty.
    """

    __table_args__ = (
        CheckConstraint(one_of("kind", MaterialKind), name="kind"),
        CheckConstraint(one_of("people", PeopleShown), name="people"),
        CheckConstraint("number BETWEEN 1 AND 20", name="number"),
    )

    post_id: int = Field(primary_key=True, foreign_key="post.id")
    kind: str
    number: int
    people: str
    formats: dict[str, str] = Field(sa_type=JSON)
    purpose: str
    note: str
    template: str
    written_by: str
    written_at: datetime


class StoredFile(SQLModel, table=True):
    """A file that is kept under its SHA-256: a picture as re-encoded, a film, a form.

    `original` is the SHA-256 of the bytes as they came, `has_original` whether they are
    kept. `variants` maps a channel, or `preview`, to the SHA-256 of a smaller picture.
    `width` and `height` are pixels, 0 for what is no picture.
    """

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_original", "original"),)

    sha256: str = Field(primary_key=True)
    media_type: str
    size: int
    width: int
    height: int
    original: str
    has_original: bool
    variants: dict[str, str] = Field(sa_type=JSON)
    stored_at: datetime
    stored_by: str


class Consent(SQLModel, table=True):
    """The consent of people to be shown in one picture, wherever that is used.

    `channels` have a comma after each; `last_day` None means until it is withdrawn.
    `form` is the SHA-256 of the signed form (PDF), empty where it is kept elsewhere,
    as `kept_at` says.
    """

    __table_args__ = (
        CheckConstraint("last_day IS NULL OR first_day <= last_day", name="days"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by = '')", name="withdrawn"
        ),
        Index("ix_consent_picture", "picture"),
        Index("ix_consent_last_day", "last_day"),
    )

    id: int = own_key()
    picture: str
    people: str
    channels: str
    purpose: str
    first_day: date
    last_day: date | None
    form: str
    kept_at: str
    recorded_by: str
    recorded_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str
    reason: str
    own_account: str = Field(
        default="", sa_column_kwargs={"server_default": text("''")}
    )


class Picture(SQLModel, table=True):
    """A picture that a house or the graphics agency has delivered.

    `consent` says in words why it may be shown; empty means that this is not known.
    `answer` is what the coordinator said to it, if anything.
    """

    __table_args__ = (
        UniqueConstraint("post_id", "house", "sha256"),
        CheckConstraint(one_of("answer", ReviewAnswer), name="answer"),
        Index("ix_picture_sha256", "sha256"),
    )

    id: int = own_key()
    post_id: int = Field(foreign_key="post.id")
    house: str
    name: str
    sha256: str
    alt_text: str
    consent: str
    delivered_by: str
    delivered_at: datetime
    credit: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    answer: str | None = None
    answer_comment: str = Field(
        default="", sa_column_kwargs={"server_default": text("''")}
    )
    answered_by: str = Field(
        default="", sa_column_kwargs={"server_default": text("''")}
    )
    answered_at: datetime | None = None
    own_account: str = Field(
        default="", sa_column_kwargs={"server_default": text("''")}
    )
