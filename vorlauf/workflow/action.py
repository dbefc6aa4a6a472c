"""Action: one decision being executed, with everything it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from states.moves import Facts
from states.post import DecisionWay, PostState, Trigger
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import OUTCOME_OF
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory, Person
from vorlauf.posts import presence, undo_queries
from vorlauf.workflow.actors import Actor, AnswerableStep, LinkSigner, Part
from vorlauf.workflow.audit_entries import houses, line
from vorlauf.workflow.move_facts import MoveIntent, facts_of


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Who records what somebody else decided: how it was told, and when (aware UTC)."""

    by: Person
    way: DecisionWay
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What somebody wants to do to a post.

    `actor` is a person (key, name or address) or FLOW. The person a deputy stands in
    for is found automatically; `on_behalf_of` and `house` narrow it down.
    `seen_version` is the version that was looked at and `seen_row_version` the row
    version; None means the current one. `door` goes into the audit entry: the entry
    point. Mails wait for `hold`, so that the move can be undone meanwhile. A `bearer`
    answers by a link: one step, and nothing else. With a `recording` the actor has said
    so by phone or in a meeting, and somebody else writes it down. `pack` is the
    fingerprint of the copy pack that was open when somebody published by hand.
    """

    number: str
    trigger: Trigger
    actor: str
    on_behalf_of: str | None = None
    house: str | None = None
    comment: str = ""
    seen_version: int | None = None
    seen_row_version: int | None = None
    target: PostState | None = None
    proofs: Mapping[str, str] = field(default_factory=dict)
    pack: str = ""
    hold: timedelta = timedelta(0)
    bearer: LinkSigner | None = None
    recording: Recording | None = None


def part_of(decision: Decision, call: Call) -> Part:
    """Return for whom a decision is made, as far as it says so."""
    return Part(
        on_behalf_of=decision.on_behalf_of,
        house=decision.house,
        gone=partial(presence.gone, call),
    )


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The result of a move; `house` is the one that decided, if any."""

    number: str
    title: str
    trigger: Trigger
    source: PostState
    dest: PostState
    house: str


@dataclass(frozen=True, kw_only=True)
class Action:
    """A decision, the post as it was loaded, and the capacity of its actor."""

    decision: Decision
    post: PostSnapshot
    actor: Actor
    work: UnitOfWork

    @property
    def directory(self) -> Directory:
        """The rules that hold."""
        return self.work.directory

    @property
    def now(self) -> datetime:
        """The instant of the decision, aware UTC."""
        return self.work.now

    @property
    def facts(self) -> Facts:
        """What the table of moves asks about."""
        return facts_of(
            self.post,
            self.directory,
            self.actor,
            self.now,
            MoveIntent(
                comment=self.decision.comment,
                seen_version=self.decision.seen_version,
                proofs=self.decision.proofs,
                target=self.decision.target,
            ),
        )

    def answered(self, *, retrospective: bool = False) -> tuple[AnswerableStep, ...]:
        """Return the steps that the decision answers."""
        trigger = self.decision.trigger
        return self.actor.answered_by(trigger, retrospective=retrospective)

    def close(self, answered: Sequence[AnswerableStep]) -> None:
        """End the answered steps with this decision, and say for whom it was made."""
        recording = self.decision.recording
        for one in answered:
            verdict = StepEnd(
                outcome=OUTCOME_OF[self.decision.trigger],
                by=self.actor.name,
                on_behalf_of=one.principal.name if one.principal else "",
                comment=self.decision.comment.strip(),
                own_account=self.actor.own_account or "",
                issued_to=self._passed_on_by(),
                way=recording.way if recording else "",
                recorded_by=recording.by.name if recording else "",
                said_at=recording.said_at if recording else None,
            )
            self.work.close([one.step], verdict)

    def _passed_on_by(self) -> str:
        """Return to whom the link was sent by which somebody else answers (key)."""
        bearer = self.decision.bearer
        is_own = bearer is None or bearer.key == bearer.issued_to.key
        return "" if bearer is None or is_own else bearer.issued_to.key

    def record(self, after: PostSnapshot, answered: Sequence[AnswerableStep]) -> Moved:
        """Write the new state of the post and its audit entry."""
        self.work.move(self.post, after)
        self.work.log(
            line(
                self.actor,
                self.post,
                after,
                at=self.now,
                event=self.decision.trigger.value,
                answered=answered,
                comment=self.decision.comment,
                details=self._details(after, answered),
            )
        )
        return Moved(
            number=self.post.number,
            title=self.post.title,
            trigger=self.decision.trigger,
            source=self.post.state,
            dest=after.state,
            house=houses(answered),
        )

    def _details(
        self, after: PostSnapshot, answered: Sequence[AnswerableStep]
    ) -> dict[str, object]:
        details: dict[str, object] = dict(self.work.call.entry_point)
        if self.decision.bearer:
            details |= self.decision.bearer.details
        if recording := self.decision.recording:
            details |= {
                "way": recording.way.value,
                "said_at": recording.said_at.isoformat(),
                "recorded_by": recording.by.name,
                "recorded_by_key": recording.by.key,
            }
        if any(one.step.retrospective for one in answered):
            details["retrospective"] = True
        if self.post.hold_kind:
            details["on_hold"] = self.post.hold_kind
        if self.decision.proofs:
            details["proofs"] = dict(self.decision.proofs)
        if self.decision.pack:
            details["pack"] = self.decision.pack
        if self.decision.hold:
            before = undo_queries.before(
                self.work.connection, self.post, after, self.work.fresh()
            )
            details["before"] = before.plain
        return details
