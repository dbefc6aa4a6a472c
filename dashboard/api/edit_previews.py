"""What comes of an edit, for programs: a preview, and restoring a version."""

from collections.abc import Callable
from datetime import datetime

from pydantic import Field, StrictBool

from dashboard.api.caller import Calls
from dashboard.api.post_schemas import EditIn, MailOut
from dashboard.api.posts import edit_of
from dashboard.api.values import Counter, Number, Text, Value
from states.post import PostState, StepKind
from vorlauf.db.call import Call
from vorlauf.db.engine import trying, writing
from vorlauf.db.post_snapshots import OpenStep
from vorlauf.editing import edits, material_changes, restored_versions
from vorlauf.editing.consequences import Consequences, consequences
from vorlauf.posts.decision_queries import Endorsement


class DecisionOut(Value):
    """A decision that was made: by whom, for which house, on which version."""

    kind: StepKind
    house: str
    decided_by: str
    on_behalf_of: str
    version: int


class StepOut(Value):
    """A step: who is asked (key), and until when."""

    kind: StepKind
    house: str
    asked: str
    due_at: datetime


class DateMoveOut(Value):
    """An open step whose date moves; `is_told` says that a mail says so."""

    kind: StepKind
    house: str
    before: datetime
    after: datetime
    is_told: bool


class ConsequencesOut(Value):
    """What comes of an act on a post; `changed` is empty if nothing differs."""

    number: str
    version: int
    state: PostState
    slot_at: datetime
    changed: tuple[str, ...]
    falls: list[DecisionOut] = Field(description="decisions that count no more")
    holds: list[DecisionOut] = Field(description="decisions that still count")
    returns: list[DecisionOut] = Field(description="decisions that count again")
    opens: list[StepOut]
    ends: list[StepOut]
    moves: list[DateMoveOut]
    mails: list[MailOut] = Field(description="mails because of it, no reminders")
    slot_can_be_met: bool | None
    earliest_slot: datetime | None
    why_no_correction: str | None


class RestoreIn(Value):
    """The version that is to hold again; `dry_run` only says what comes of it."""

    version: Counter
    seen_row_version: Counter
    comment: Text = ""
    keep_slot: StrictBool = False
    dry_run: StrictBool = False


class MaterialIn(Value):
    """What material is wanted; what is left out stays as it is."""

    seen_row_version: Counter
    wants_assets: StrictBool | None = None
    wants_graphics: StrictBool | None = None
    comment: Text = ""
    dry_run: StrictBool = False


def preview_edit(calls: Calls, number: Number, edit: EditIn) -> ConsequencesOut:
    """Say what saving a change would come to; changes nothing."""
    wish = edit_of(calls, number, edit)
    return outcome(calls, number, lambda call: edits.save(call, wish), is_kept=False)


def restore(calls: Calls, number: Number, wanted: RestoreIn) -> ConsequencesOut:
    """Restore a version; what was decided on it in this round holds again."""
    wish = restored_versions.Restoration(
        number=number,
        actor=calls.person.key,
        version=wanted.version,
        comment=wanted.comment,
        keeps_slot=wanted.keep_slot,
        seen_row_version=wanted.seen_row_version,
    )
    return outcome(
        calls,
        number,
        lambda call: restored_versions.restore(call, wish),
        is_kept=not wanted.dry_run,
    )


def set_material(calls: Calls, number: Number, wanted: MaterialIn) -> ConsequencesOut:
    """Let a post want pictures or a graphic, or not; what is asked follows."""
    wish = material_changes.MaterialChange(
        number=number,
        actor=calls.person.key,
        wants_assets=wanted.wants_assets,
        wants_graphics=wanted.wants_graphics,
        comment=wanted.comment,
        seen_row_version=wanted.seen_row_version,
    )
    return outcome(
        calls,
        number,
        lambda call: material_changes.change(call, wish),
        is_kept=not wanted.dry_run,
    )


def outcome(
    calls: Calls, number: str, act: Callable[[Call], object], *, is_kept: bool
) -> ConsequencesOut:
    """Return what comes of an act on a post; only if it `is_kept` it is made."""
    engine = calls.parts.wiring.engine
    with calls.reading() as connection:
        calls.post(connection, number)
    with calls.naming(), (writing if is_kept else trying)(engine) as connection:
        call = calls.call(connection)
        found = consequences(call, number, calls.person.key, lambda: act(call))
    return consequences_out(found)


def consequences_out(found: Consequences) -> ConsequencesOut:
    """Return consequences as programs read them."""
    met, why = found.feasibility, found.why_no_correction
    return ConsequencesOut(
        number=found.before.number,
        version=found.after.version,
        state=found.state,
        slot_at=found.after.slot_at,
        changed=found.changed,
        falls=[_decision(yes) for yes in found.falls],
        holds=[_decision(yes) for yes in found.holds],
        returns=[_decision(yes) for yes in found.returns],
        opens=[_step(one, found.readers[one.id]) for one in found.opens],
        ends=[_step(one, one.asked) for one in found.ends],
        moves=[
            DateMoveOut(
                kind=one.step.kind,
                house=one.step.house,
                before=one.step.due_at,
                after=one.after,
                is_told=one.is_told,
            )
            for one in found.moves
        ],
        mails=[MailOut.model_validate(mail) for mail in found.mails],
        slot_can_be_met=met.met if met else None,
        earliest_slot=met.earliest if met else None,
        why_no_correction=str(why) if why else None,
    )


def _decision(yes: Endorsement) -> DecisionOut:
    names = DecisionOut.model_fields
    return DecisionOut(**{name: getattr(yes, name) for name in names})


def _step(step: OpenStep, asked: str) -> StepOut:
    return StepOut(kind=step.kind, house=step.house, asked=asked, due_at=step.due_at)
