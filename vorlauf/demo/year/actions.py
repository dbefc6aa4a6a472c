"""Actions: one person, one post, one moment, and what they do with it."""

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from random import Random

from states.advance import possible
from states.post import STEPS, PostState, Role, StepKind, Trigger
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.demo.year.behaviour import Habits
from vorlauf.directory.model import Person
from vorlauf.editing.edits import Edit, save
from vorlauf.material.pictures import Delivery, deliver
from vorlauf.posts import presence
from vorlauf.workflow.actors import Part, actor_of
from vorlauf.workflow.decisions import Decision, decide
from vorlauf.workflow.move_facts import missing_material
from vorlauf.workflow.permalinks import record_proof

# The share of drafts whose topic is dropped.
DROPPED = 0.004


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Who looks at which post when; `draw` decides what is left to chance."""

    call: Call
    post: PostSnapshot
    person: Person
    habits: Habits
    draw: Random

    @property
    def is_too_early(self) -> bool:
        """Whether they are asked to publish, and the slot is still to come."""
        is_ahead = self.call.now < self.post.slot_at
        return is_ahead and any(step.kind.waits_for_slot for step in self._duties())

    def deal(self) -> StepKind | None:
        """Do what is theirs to do, if anything still is; return what it was."""
        done = None
        for step in self._duties():
            done = step.kind
            self._do(step)
            if not step.kind.is_material:
                break  # the post has moved on, the other steps are not as they were
        return done

    def mend(self) -> None:
        """Mend a word after the decision: then it has to be made again."""
        if Trigger.REVISE in possible(self.post.state):
            save(self.call, self._texts())

    def record_proofs(self) -> None:
        """Plan the post on every platform beforehand; at its slot the flow acts."""
        if self.post.state is not PostState.SCHEDULED:
            return
        for channel, link in self._links().items():
            record_proof(
                self.call,
                number=self.post.number,
                channel=channel,
                permalink=link,
                actor=self.person.key,
            )

    def _duties(self) -> list[OpenStep]:
        part = Part(gone=partial(presence.gone, self.call))
        actor = actor_of(self.post, self.call.directory, self.person.key, part)
        theirs = [one.step for one in actor.answerable]
        if self.person.role is Role.COORDINATOR:
            theirs += [step for step in self.post.steps if _is_own(step.kind)]
        return theirs

    def _do(self, step: OpenStep) -> None:
        if step.kind.is_material:
            self._deliver(step)
        elif yes := STEPS[step.kind].yes:
            self._decide(yes)
        elif not step.kind.waits_for_slot:
            self._write()
        elif self.call.now >= self.post.slot_at:
            self._trigger(Trigger.PUBLISH, proofs=self._links())

    def _deliver(self, step: OpenStep) -> None:
        had = any(picture.house == step.house for picture in self.post.pictures)
        forgets = not had and self.draw.random() < self.habits.forgets_consent
        name = f"{self.post.number}-{step.house}.jpg"
        delivery = Delivery(
            number=self.post.number,
            house=step.house,
            actor=self.person.key,
            name=name,
            sha256=sha256(name.encode()).hexdigest(),
            alt_text=f"Eine Kollegin bei der Arbeit ({step.house})",
            consent="" if forgets else "schriftlich, Ordner 7",
        )
        deliver(self.call, delivery)

    def _decide(self, yes: Trigger) -> None:
        if self.draw.random() < self.habits.asks_for_changes:
            comment = "Bitte die Dienststelle ausschreiben."
            self._trigger(Trigger.REQUEST_CHANGES, comment=comment)
        else:
            self._trigger(yes)

    def _write(self) -> None:
        """Write or mend the text, then hand the post on if that is what is next."""
        if self.draw.random() < DROPPED:
            self._trigger(Trigger.WITHDRAW, comment="Das Thema entfällt.")
            return
        save(self.call, self._texts())
        if not missing_material(self.post, self.call.directory):
            self._trigger(Trigger.SUBMIT, is_fresh=True)
        elif self.post.state is PostState.DRAFT and self.post.request_by is None:
            self._trigger(Trigger.REQUEST_ASSETS, is_fresh=True)

    def _trigger(
        self,
        trigger: Trigger,
        *,
        comment: str = "",
        proofs: dict[str, str] | None = None,
        is_fresh: bool = False,
    ) -> None:
        decision = Decision(
            number=self.post.number,
            trigger=trigger,
            actor=self.person.key,
            comment=comment,
            proofs=proofs or {},
            seen_version=None if is_fresh else self.post.version,
        )
        decide(self.call, decision)

    def _texts(self) -> Edit:
        words = f"{self.post.title}: jetzt bewerben! ({self.post.version})"
        channels = self.call.directory.campaign.channels
        return Edit(
            number=self.post.number,
            actor=self.person.key,
            texts={channel: f"{words} #{channel}" for channel in channels},
        )

    def _links(self) -> dict[str, str]:
        channels = self.call.directory.campaign.channels
        return {
            channel: f"https://{channel}.example.org/{self.post.number}"
            for channel in channels
        }


def _is_own(kind: StepKind) -> bool:
    """Say whether it is the coordinator's, who records that it is done."""
    return kind.is_planned and not kind.is_answered
