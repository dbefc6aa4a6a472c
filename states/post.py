"""The vocabulary of a post: states, triggers, roles and kinds of step.

A row of `STATES` or `STEPS` says what each state and each kind of step is; all other
code asks the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PostState(StrEnum):
    """The state of a post; a post is in exactly one. The order is that of its path."""

    DRAFT = "draft"
    ASSET_REQUESTED = "asset_requested"
    MINISTRY_REVIEW = "ministry_review"
    STAATSKANZLEI_APPROVAL = "staatskanzlei_approval"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether something has to be done before the post is published."""
        return STATES[self].phase is not Phase.OVER

    @property
    def is_collecting(self) -> bool:
        """Whether material may still come in."""
        return STATES[self].phase is Phase.COLLECTING

    @property
    def is_binding(self) -> bool:
        """Whether decisions are made, or hold, that a new version would void."""
        return STATES[self].phase is Phase.BINDING


class Trigger(StrEnum):
    """What somebody can do to a post."""

    REQUEST_ASSETS = "request_assets"
    SUBMIT = "submit"
    ENDORSE = "endorse"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REVISE = "revise"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    OVERRIDE = "override"

    @property
    def is_yes(self) -> bool:
        """Whether it is the yes of a decision."""
        return any(spec.yes is self for spec in STEPS.values())

    @property
    def is_decision(self) -> bool:
        """Whether it answers a decision."""
        return any(self in spec.decisions for spec in STEPS.values())


class Role(StrEnum):
    """The role of a person in the campaign."""

    COORDINATOR = "coordinator"
    GRAPHICS = "graphics"
    CONTACT = "contact"
    APPROVER = "approver"
    AUDITOR = "auditor"


class Capacity(StrEnum):
    """The capacity in which somebody acts on one post at one moment."""

    COORDINATOR = "coordinator"
    FLOW = "flow"
    CONTACT = "contact"
    APPROVER = "approver"
    DEPUTY = "deputy"
    ASKED = "asked"
    # By own account: a name typed at a link that nobody on file has.
    FORWARDED = "by_forwarded_link"
    MAILBOX = "by_mailbox"

    @property
    def is_by_own_account(self) -> bool:
        """Whether nobody on file stands behind the name."""
        return self in {Capacity.FORWARDED, Capacity.MAILBOX}


class DecisionWay(StrEnum):
    """How a decision was told that a coordinator records for somebody else."""

    PHONE = "phone"
    MEETING = "meeting"


class StepKind(StrEnum):
    """The kind of a step: one duty of one stakeholder, in the order of the path."""

    DRAFT = "draft"
    ASSETS = "assets"
    GRAPHICS = "graphics"
    SUBMIT = "submit"
    REVIEW = "review"
    APPROVAL = "approval"
    PUBLISH = "publish"
    TAKE_DOWN = "take_down"

    @property
    def is_answered(self) -> bool:
        """Whether it is answered; else the person who has done it records that."""
        return STEPS[self].capacity is not None

    @property
    def is_decision(self) -> bool:
        """Whether it is answered by a yes or a no to one version."""
        return STEPS[self].yes is not None

    @property
    def is_material(self) -> bool:
        """Whether it is answered by a picture."""
        return self.is_answered and not self.is_decision

    @property
    def is_planned(self) -> bool:
        """Whether the plan of every post has a date for it."""
        return STEPS[self].is_planned

    @property
    def waits_for_slot(self) -> bool:
        """Whether it can be done only once the slot has come."""
        return STEPS[self].span[0] == SLOT and self.is_planned

    @property
    def follows_slot(self) -> bool:
        """Whether it is asked for only after the slot, if at all."""
        return STEPS[self].span[0] == SLOT and not self.is_planned


class Phase(StrEnum):
    """What a state means for the text: it may change, it binds, or it is over."""

    COLLECTING = "collecting"
    BINDING = "binding"
    OVER = "over"


@dataclass(frozen=True)
class StateSpec:
    """The row of a state: its names, its phase, how it is drawn.

    `filled` is the number of eighths of its pie on the page. A state that is not
    `is_on_path` is an exit from the path of a post.
    """

    german: str
    english: str
    phase: Phase
    filled: int = 0
    is_on_path: bool = True
    takes_proofs: bool = False


STATES: Final[Mapping[PostState, StateSpec]] = {
    PostState.DRAFT: StateSpec("Entwurf", "Draft", Phase.COLLECTING),
    PostState.ASSET_REQUESTED: StateSpec(
        "Material angefragt", "Material requested", Phase.COLLECTING, filled=2
    ),
    PostState.MINISTRY_REVIEW: StateSpec(
        "Prüfung im Ressort", "Ministry review", Phase.BINDING, filled=4
    ),
    PostState.STAATSKANZLEI_APPROVAL: StateSpec(
        "Freigabe Staatskanzlei", "State Chancellery approval", Phase.BINDING, filled=6
    ),
    PostState.SCHEDULED: StateSpec(
        "Eingeplant", "Scheduled", Phase.BINDING, filled=8, takes_proofs=True
    ),
    PostState.PUBLISHED: StateSpec(
        "Veröffentlicht", "Published", Phase.OVER, takes_proofs=True
    ),
    PostState.WITHDRAWN: StateSpec(
        "Zurückgezogen", "Withdrawn", Phase.OVER, is_on_path=False
    ),
}


class Asks(StrEnum):
    """Whom a kind of step asks."""

    COORDINATOR = "coordinator"
    HOUSES = "houses"
    GRAPHICS = "graphics"
    APPROVER = "approver"

    @property
    def role(self) -> Role:
        """The role of those who are asked."""
        return Role.CONTACT if self is Asks.HOUSES else Role(self.value)


SLOT: Final = "slot"


@dataclass(frozen=True, kw_only=True)
class StepSpec:
    """The row of a kind of step: its state, whom it asks, and for what.

    `span` names the instants of a `Schedule` at which it begins and is due. It is
    answered by `yes` or `no`, in this `capacity`. `lacking` says what is missing while
    it is open; it is the id of a message.
    """

    state: PostState
    asks: Asks
    span: tuple[str, str]
    lacking: str
    capacity: Capacity | None = None
    yes: Trigger | None = None
    no: Trigger | None = None
    is_planned: bool = True

    @property
    def answers(self) -> tuple[Trigger, ...]:
        """The triggers by which it is answered, the yes first."""
        return tuple(one for one in (self.yes, self.no) if one is not None)

    @property
    def decisions(self) -> tuple[Trigger, ...]:
        """The yes and the no if it is a decision."""
        return self.answers if self.yes else ()


STEPS: Final[Mapping[StepKind, StepSpec]] = {
    StepKind.DRAFT: StepSpec(
        state=PostState.DRAFT,
        asks=Asks.COORDINATOR,
        span=("draft_by", "draft_by"),
        lacking="The draft is not finished",
    ),
    StepKind.ASSETS: StepSpec(
        state=PostState.ASSET_REQUESTED,
        asks=Asks.HOUSES,
        span=("request_by", "assets_due"),
        lacking="A picture with alt text and consent is missing",
        capacity=Capacity.ASKED,
        no=Trigger.REQUEST_CHANGES,
    ),
    StepKind.GRAPHICS: StepSpec(
        state=PostState.ASSET_REQUESTED,
        asks=Asks.GRAPHICS,
        span=("assets_due", "graphics_due"),
        lacking="The graphic is missing",
        capacity=Capacity.ASKED,
        no=Trigger.REQUEST_CHANGES,
    ),
    StepKind.SUBMIT: StepSpec(
        state=PostState.ASSET_REQUESTED,
        asks=Asks.COORDINATOR,
        span=("graphics_due", "graphics_due"),
        lacking="Has to be handed to review",
    ),
    StepKind.REVIEW: StepSpec(
        state=PostState.MINISTRY_REVIEW,
        asks=Asks.HOUSES,
        span=("graphics_due", "review_due"),
        lacking="The endorsement is missing",
        capacity=Capacity.CONTACT,
        yes=Trigger.ENDORSE,
        no=Trigger.REQUEST_CHANGES,
    ),
    StepKind.APPROVAL: StepSpec(
        state=PostState.STAATSKANZLEI_APPROVAL,
        asks=Asks.APPROVER,
        span=("review_due", "approval_due"),
        lacking="The approval is missing",
        capacity=Capacity.APPROVER,
        yes=Trigger.APPROVE,
        no=Trigger.REQUEST_CHANGES,
    ),
    StepKind.PUBLISH: StepSpec(
        state=PostState.SCHEDULED,
        asks=Asks.COORDINATOR,
        span=(SLOT, SLOT),
        lacking="Has to be published, with its permalinks",
    ),
    StepKind.TAKE_DOWN: StepSpec(
        state=PostState.PUBLISHED,
        asks=Asks.COORDINATOR,
        span=(SLOT, SLOT),
        lacking="Has to be taken down, with a proof per channel",
        is_planned=False,
    ),
}

# The states of a post on its way, in order; an override may jump over some of them.
PATH: Final = tuple(state for state in PostState if STATES[state].is_on_path)
DECISIONS: Final = tuple(kind for kind in StepKind if kind.is_decision)

LABELS: Final[Mapping[PostState | Trigger, str]] = {
    **{state: spec.german for state, spec in STATES.items()},
    Trigger.REQUEST_ASSETS: "Material anfragen",
    Trigger.SUBMIT: "Zur Prüfung geben",
    Trigger.ENDORSE: "Mitzeichnen",
    Trigger.APPROVE: "Freigeben",
    Trigger.REQUEST_CHANGES: "Änderung erbitten",
    Trigger.REVISE: "Geänderte Fassung erneut prüfen lassen",
    Trigger.PUBLISH: "Veröffentlichen",
    Trigger.WITHDRAW: "Zurückziehen",
    Trigger.REOPEN: "Wieder aufnehmen",
    Trigger.OVERRIDE: "Von Hand setzen",
}
