"""Follow-up notes for programs of coordinators: read, written, put off, done."""

from typing import Annotated

from fastapi import Path

from dashboard.api import schemas
from dashboard.api.caller import Calls
from vorlauf.editing import follow_ups
from vorlauf.editing.follow_ups import NewFollowUp
from vorlauf.posts.follow_up_queries import notes_of
from vorlauf.workflow.manual_actions import Overseer, overseer

_Number = Annotated[str, Path(description="as 2026-014", max_length=40)]
_Key = Annotated[int, Path(ge=1, le=2**31 - 1)]


def of_post(calls: Calls, number: _Number) -> list[schemas.FollowUpOut]:
    """Return the follow-up notes of a post, those that wait first."""
    with calls.reading() as connection:
        found = notes_of(connection, calls.post(connection, number).id)
    return [schemas.FollowUpOut.model_validate(one) for one in found]


def write(
    calls: Calls, number: _Number, said: schemas.FollowUpIn
) -> schemas.FollowUpOut:
    """Write a note that comes back on Today of the post's owner on a day."""
    with calls.writing() as connection:
        calls.post(connection, number)
        wanted = NewFollowUp(
            number=number, day=said.day, words=said.text, by=_by(calls)
        )
        made = follow_ups.write(calls.call(connection), wanted)
    return schemas.FollowUpOut.model_validate(made.note)


def change(
    calls: Calls, number: _Number, key: _Key, wish: schemas.FollowUpChange
) -> schemas.FollowUpOut:
    """Put a note off to another day; without a day it is done."""
    with calls.writing() as connection:
        calls.post(connection, number)
        call, by = calls.call(connection), _by(calls)
        with calls.naming():
            if wish.day is None:
                made = follow_ups.finish(call, number, key, by)
            else:
                made = follow_ups.put_off(call, number, key, wish.day, by)
    return schemas.FollowUpOut.model_validate(made.note)


def _by(calls: Calls) -> Overseer:
    return overseer(calls.directory, calls.person.key, door=calls.door)
