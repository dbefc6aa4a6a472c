"""Decisions of a dossier: from the lines of the audit log that decide something."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Row

from states.post import DECISIONS, STEPS, Trigger
from states.purpose import MailKind
from vorlauf.records.dossiers.names import Names
from vorlauf.records.dossiers.values import DecisionRecord

_Row = Row[Any]
DECIDING: Final = frozenset(
    {
        *(trigger.value for kind in DECISIONS for trigger in STEPS[kind].decisions),
        Trigger.OVERRIDE.value,
    }
)
_RECEIPTS: Final = frozenset({MailKind.DECISION_RECEIVED, MailKind.DECISION_RECORDED})
_OBJECTION: Final = "object_to_record"


def decisions(
    lines: Sequence[_Row], steps: Sequence[_Row], mails: Sequence[_Row], names: Names
) -> Iterator[DecisionRecord]:
    """Yield the decisions in these lines of one post, in their order."""
    undone, objections = _undone(lines), [o for o in lines if o.event == _OBJECTION]
    for line in lines:
        if line.event not in DECIDING:
            continue
        told = details_of(line)
        after = (one.id for one in objections if _is_about(one, line))
        answered = {step.id for step in steps if _answers(line, step)}
        yield DecisionRecord(
            line=line.id,
            at=line.at,
            event=line.event,
            name=names.written(line.actor, line.capacity),
            capacity=line.capacity,
            on_behalf_of=names.written(line.on_behalf_of),
            houses=tuple(filter(None, line.house.split(", "))),
            version=line.version,
            fingerprint=line.fingerprint,
            reason=line.comment,
            door=str(told.get("door", "")),
            way=str(told.get("way", "")),
            said_at=str(told.get("said_at", "")),
            recorded_by=names.written(str(told.get("recorded_by", ""))),
            is_retrospective=told.get("retrospective") is True,
            taken_back_by=undone.get(line.id),
            objected_by=next(after, None),
            receipts_at=tuple(
                mail.settled_at
                for mail in mails
                if mail.step_id in answered and mail.purpose in _RECEIPTS
            ),
        )


def details_of(line: _Row) -> Mapping[str, Any]:
    """Return the details of a line; of what is not ours nothing."""
    with suppress(ValueError):
        told = json.loads(line.details or "{}")
        if isinstance(told, dict):
            return told
    return {}


def _undone(lines: Sequence[_Row]) -> dict[int, int]:
    """Return by which line each line was taken back."""
    found = {}
    for line in lines:
        undone = details_of(line).get("undone")
        if isinstance(undone, int):
            found[undone] = line.id
    return found


def _is_about(objection: _Row, line: _Row) -> bool:
    """Say whether it objects to this decision: the last recorded one of its house."""
    is_recorded = bool(details_of(line).get("way"))
    return (
        is_recorded
        and objection.id > line.id
        and objection.house in line.house.split(", ")
        and details_of(objection).get("objects_to") == line.version
    )


def _answers(line: _Row, step: _Row) -> bool:
    return bool(step.closed_at == line.at and step.house in line.house.split(", "))
