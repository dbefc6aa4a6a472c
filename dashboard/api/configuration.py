"""The API of stakeholders.toml: what it says, changing it, and taking that back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from dashboard.api.caller import Calls
from dashboard.api.values import Value
from states.messages import Message, msg
from states.post import StepKind
from vorlauf.configuration import changes, typed_changes
from vorlauf.configuration.changes import FileEdit
from vorlauf.configuration.consequences import ChangeConsequences, consequences
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db.engine import trying
from vorlauf.directory.differences import FieldChange
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.plan.comparison import found_with
from vorlauf.scheduling.changed_rules import apply_rules

_Digest = Annotated[str, StringConstraints(min_length=64, max_length=64)]
_Field = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Text = Annotated[str, StringConstraints(max_length=2000)]


class ConfigurationOut(Value):
    """The values of the file by path, and the digest that a change has to name.

    `read_only` says why nothing can be changed from here, null if it can.
    """

    digest: str
    read_only: str | None
    values: dict[str, str]


class ConfigurationIn(Value):
    """Values by path; an empty one takes the key out, or a house or person.

    With `dry_run` nothing is written; the answer says what would follow.
    """

    changes: dict[_Field, _Text]
    seen: _Digest = Field(description="the digest of the file that was looked at")
    comment: Annotated[str, StringConstraints(max_length=200)] = ""
    dry_run: bool = False


class UndoConfigurationIn(Value):
    """The digest of the file that was looked at."""

    seen: _Digest


class DifferenceOut(Value):
    """A value before and after; empty where there is none."""

    field: str
    before: str
    after: str


class ChangedStepOut(Value):
    """An open step whose date or reader becomes another; names, empty for nobody."""

    number: str
    kind: StepKind
    house: str
    due_before: datetime
    due_after: datetime
    asks_before: str
    asks_after: str


class LackingOut(Value):
    """A duty that nobody is left for."""

    number: str
    kind: StepKind
    house: str
    due_at: datetime


class ChangedConfigurationOut(Value):
    """What differs, and what follows for what is under way.

    `stranded` are posts whose house is gone, `closed` those on a day that is closed.
    `newly_found` says what a check of the plan finds then and did not before.
    """

    digest: str
    differences: list[DifferenceOut]
    steps: list[ChangedStepOut]
    unattended: list[LackingOut]
    stranded: list[str]
    closed: list[str]
    newly_found: list[str]


def read(calls: Calls) -> ConfigurationOut:
    """Return what stakeholders.toml says; secret values are hidden."""
    file = _file(calls)
    found, why = file.read(), file.why_fixed()
    return ConfigurationOut(
        digest=found.digest,
        read_only=str(why) if why else None,
        values={one.field: one.after for one in typed_changes.values(found)},
    )


def change(calls: Calls, wanted: ConfigurationIn) -> ChangedConfigurationOut:
    """Change stakeholders.toml, or only say what would follow (`dry_run`).

    Refused if it is not the file that was seen, or would have a fault.
    """
    file = _file(calls)
    found = file.read()
    if found.digest != wanted.seen:
        raise ConflictError(msg("Somebody has changed stakeholders.toml meanwhile."))
    values = typed_changes.changes_of(found, wanted.changes)
    draft = changes.draft(found, values)
    if draft.after == draft.before:
        raise RefusedError(msg("Nothing would be different."))
    after = draft.directory()
    with trying(calls.parts.wiring.engine) as connection:
        call = calls.call(connection)
        follows = consequences(call, after)
        newly = found_with(call, after)
    if not wanted.dry_run:
        edit = FileEdit(
            actor=calls.person.key,
            seen=wanted.seen,
            changes=values,
            comment=wanted.comment,
        )
        with calls.writing() as connection:
            call = calls.call(connection)
            apply_rules(call)
            changes.save(call, file, edit)
    return _answer(draft.after.digest, draft.changes, follows, newly)


def undo(calls: Calls, wanted: UndoConfigurationIn) -> ChangedConfigurationOut:
    """Take the last change from here back, while the file is what it has written."""
    file = _file(calls)
    with calls.writing() as connection:
        call = calls.call(connection)
        done = changes.undo(call, file, calls.person.key, wanted.seen)
    return _answer(file.read().digest, done, ChangeConsequences())


def _file(calls: Calls) -> StakeholdersFile:
    return StakeholdersFile.at(calls.parts.wiring.settings)


def _answer(
    digest: str,
    done: Sequence[FieldChange],
    follows: ChangeConsequences,
    newly: Sequence[Message] = (),
) -> ChangedConfigurationOut:
    return ChangedConfigurationOut(
        digest=digest,
        differences=[
            DifferenceOut(field=one.field, before=one.before, after=one.after)
            for one in done
        ],
        steps=[ChangedStepOut.model_validate(one) for one in follows.steps],
        unattended=[LackingOut.model_validate(one) for one in follows.unattended],
        stranded=[one.number for one in follows.stranded],
        closed=[one.number for one in follows.closed],
        newly_found=list(map(str, newly)),
    )
