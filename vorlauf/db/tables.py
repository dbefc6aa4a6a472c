"""The tables of posts and of the audit log, with the rules that the database keeps."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, false, text
from sqlmodel import Field, SQLModel

from states.post import PostState, StepKind, Trigger
from vorlauf.db.account_tables import (
    Account,
    ApiToken,
    CalendarFeed,
    KnownBrowser,
    LinkPurpose,
    SavedView,
    SignInLink,
    Visit,
)
from vorlauf.db.archive_tables import ArchiveMark, ArchiveState
from vorlauf.db.audit_tables import Audit, AuditHead, Bookmark
from vorlauf.db.columns import METADATA, one_of, own_key, partial, table_of
from vorlauf.db.figure_tables import FigureImport, FigurePost, FigureSeries, MatchedBy
from vorlauf.db.follow_up_tables import FollowUp
from vorlauf.db.hold_tables import Hold, HoldException, HoldScope, PostHold
from vorlauf.db.house_tables import HouseRules, StakeholdersRow
from vorlauf.db.import_tables import (
    KeptMapping,
    MappingUse,
    PlanImport,
    PlanImportPost,
)
from vorlauf.db.inquiry_tables import (
    CostEntry,
    Inquiry,
    InquiryAnswer,
    InquiryEvidence,
    InquiryState,
)
from vorlauf.db.link_tables import LinkEnd, LinkKey, LinkKind, StepLink
from vorlauf.db.mail_tables import (
    Absence,
    AddressStatus,
    Comment,
    Incoming,
    IncomingKind,
    Medium,
    Message,
    Notice,
    NoticeState,
)
from vorlauf.db.material_tables import (
    Brief,
    Consent,
    MaterialKind,
    PeopleShown,
    Picture,
    ReviewAnswer,
    StoredFile,
)
from vorlauf.db.publication_tables import Publication, PublicationState
from vorlauf.db.restoration_tables import Restoration
from vorlauf.db.topic_tables import Topic, TopicLink, TopicPost, TopicState

# Whoever names a table has all of them: a migration compares the whole.
__all__ = [
    "METADATA",
    "OUTCOME_OF",
    "Absence",
    "Account",
    "AddressStatus",
    "ApiToken",
    "ArchiveMark",
    "ArchiveState",
    "Audit",
    "AuditHead",
    "Bookmark",
    "Brief",
    "CalendarFeed",
    "Comment",
    "Consent",
    "CostEntry",
    "FigureImport",
    "FigurePost",
    "FigureSeries",
    "FollowUp",
    "Hold",
    "HoldException",
    "HoldScope",
    "HouseRules",
    "Incoming",
    "IncomingKind",
    "Inquiry",
    "InquiryAnswer",
    "InquiryEvidence",
    "InquiryState",
    "KeptMapping",
    "KnownBrowser",
    "LinkEnd",
    "LinkKey",
    "LinkKind",
    "LinkPurpose",
    "MappingUse",
    "MatchedBy",
    "MaterialKind",
    "Medium",
    "Message",
    "Notice",
    "NoticeState",
    "Outcome",
    "PeopleShown",
    "Picture",
    "PlanImport",
    "PlanImportPost",
    "Post",
    "PostHold",
    "PostHouse",
    "Proof",
    "Publication",
    "PublicationState",
    "Restoration",
    "ReviewAnswer",
    "SavedView",
    "SignInLink",
    "StakeholdersRow",
    "Step",
    "StepLink",
    "StoredFile",
    "Topic",
    "TopicLink",
    "TopicPost",
    "TopicState",
    "Version",
    "Visit",
    "one_of",
    "table_of",
]


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    DELIVERED = "delivered"
    ENDORSED = "endorsed"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    VOID = "void"


# How a step ends that is answered by this trigger.
OUTCOME_OF: Mapping[Trigger, Outcome] = {
    Trigger.ENDORSE: Outcome.ENDORSED,
    Trigger.APPROVE: Outcome.APPROVED,
    Trigger.REQUEST_CHANGES: Outcome.CHANGES_REQUESTED,
}


class Post(SQLModel, table=True):
    """A post as it stands now; its past is in `audit` and `version`.

    `round` counts how often it began in draft: decisions of an earlier round count no
    more. `slot_missed` says that its slot passed without approval. It is on hold since
    `held_since`, `hold_kind` says whether closed days alone hold it. `owner` is the
    coordinator who looks after it, empty for its author, and `next_owner` who does from
    a day on. `plan_key` is the key of its row in a plan that was imported.
    """

    __table_args__ = (
        CheckConstraint(one_of("state", PostState), name="state"),
        CheckConstraint("version > 0 AND row_version > 0", name="counters"),
        partial(
            "ix_post_request_by",
            "request_by",
            where="state = 'draft' AND request_by IS NOT NULL",
        ),
        partial(
            "ix_post_next_owner_from",
            "next_owner_from",
            where="next_owner_from IS NOT NULL",
        ),
        Index("ix_post_slot_at", "slot_at"),
        # What pages count in a state, read from the index alone.
        Index(
            "ix_post_state_slot_at", "state", "slot_at", "request_by", "wants_graphics"
        ),
        Index("ix_post_title", "title"),
        Index("ix_post_number_order", "number_order"),
        partial("ix_post_plan_key", "plan_key", where="plan_key <> ''"),
    )

    id: int = own_key()
    number: str = Field(unique=True)
    title: str
    author: str
    state: str
    slot_at: datetime
    first_slot_at: datetime
    request_by: datetime | None
    wants_assets: bool
    wants_graphics: bool
    version: int
    fingerprint: str
    row_version: int
    overridden: bool
    created_at: datetime
    published_at: datetime | None
    round: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    slot_missed: bool = Field(
        default=False, sa_column_kwargs={"server_default": false()}
    )
    owner: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    next_owner: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    next_owner_from: date | None = None
    held_since: datetime | None = None
    hold_kind: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    # Whether it has no slot and waits to take that of another; then `slot_at` says when
    # it is to be ready. It may appear from one day to another, None is no limit.
    is_reserve: bool = Field(
        default=False, sa_column_kwargs={"server_default": false()}
    )
    reserve_from: date | None = None
    reserve_until: date | None = None
    # What posts are sorted by instead of `number`, whose text says 1000 before 999.
    number_order: int = Field(
        sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")}
    )
    # The channels that have a text, in order, with a comma after each.
    channels: str = Field(sa_column_kwargs={"server_default": text("''")})
    plan_key: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class PostHouse(SQLModel, table=True):
    """A house that takes part in a post."""

    __tablename__ = "post_house"
    __table_args__ = (Index("ix_post_house_house_post_id", "house", "post_id"),)

    post_id: int = Field(primary_key=True, foreign_key="post.id")
    house: str = Field(primary_key=True)


class Version(SQLModel, table=True):
    """The content of a post under one fingerprint; never changed.

    `corrects` is the version whose decisions still hold, if this one is an editorial
    correction of it.
    """

    post_id: int = Field(primary_key=True, foreign_key="post.id")
    number: int = Field(primary_key=True)
    fingerprint: str
    content: dict[str, object] = Field(sa_type=JSON)
    author: str
    saved_at: datetime
    corrects: int | None


class Proof(SQLModel, table=True):
    """Where a post can be seen on one channel, or what proves it was."""

    post_id: int = Field(primary_key=True, foreign_key="post.id")
    channel: str = Field(primary_key=True)
    permalink: str
    recorded_by: str
    recorded_at: datetime


class Step(SQLModel, table=True):
    """One duty of one stakeholder while a post is in a state.

    `short_by` are the working days by which `due_at` is later than the plan wants it.
    `own_account` is the capacity of somebody who decided by a link without being on
    file, here and elsewhere; `issued_to` is to whom that link was sent (key). `round`
    is that of the post when the step began.
    A coordinator may record what somebody said: then `way` is how it was told
    (`DecisionWay`), `recorded_by` the coordinator's name, `said_at` when it was said.
    """

    __table_args__ = (
        CheckConstraint(one_of("kind", StepKind), name="kind"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed"),
        Index("ix_step_post_id", "post_id"),
        *(
            partial(f"ix_step_{column}", column, where="closed_at IS NULL")
            for column in ("due_at", "escalate_at")
        ),
        partial(
            "ix_step_asked_due_at",
            "asked",
            "due_at",
            "kind",
            where="closed_at IS NULL",
        ),
        partial("ix_step_house_due_at", "house", "due_at", where="closed_at IS NULL"),
        partial("ix_step_open_post_id", "post_id", where="closed_at IS NULL"),
        partial(
            "ix_step_short_by", "due_at", where="closed_at IS NULL AND short_by > 0"
        ),
        partial(
            "ix_step_house_closed_at",
            "house",
            "closed_at",
            where="closed_at IS NOT NULL",
        ),
    )

    id: int = own_key()
    post_id: int = Field(foreign_key="post.id")
    version: int
    kind: str
    house: str
    asked: str
    retrospective: bool
    opened_at: datetime
    due_at: datetime
    escalate_at: datetime | None
    escalation: int
    closed_at: datetime | None
    outcome: str | None
    decided_by: str | None
    on_behalf_of: str | None
    comment: str
    short_by: int = Field(sa_column_kwargs={"server_default": "0"})
    own_account: str = Field(
        default="", sa_column_kwargs={"server_default": text("''")}
    )
    issued_to: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    way: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    recorded_by: str = Field(
        default="", sa_column_kwargs={"server_default": text("''")}
    )
    said_at: datetime | None = None
    round: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
