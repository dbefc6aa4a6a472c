"""Follow-up notes for programs of coordinators: read, written, put off, done."""

from datetime import date, datetime

from dashboard.api.caller import Calls
from dashboard.api.values import Day, Number, RowKey, Text, Value
from vorlauf.editing import follow_ups
from vorlauf.editing.follow_ups import NewFollowUp
from vorlauf.posts.follow_up_queries import notes_of
from vorlauf.workflow.manual_actions import Overseer, overseer


class FollowUpIn(Value):
    """A note that comes back on Today of the post's owner on a day."""

    day: Day
    text: Text


class FollowUpChange(Value):
    """The day to which a note is put off; without one it is done."""

    day: Day | None = None


class FollowUpOut(Value):
    """A follow-up note; `done_at` is null while it waits."""

    id: int
    day: date
    words: str
    written_by: str
    written_at: datetime
    done_at: datetime | None
    done_by: str


def of_post(calls: Calls, number: Number) -> list[FollowUpOut]:
    """Return the follow-up notes of a post, those that wait first."""
    with calls.reading() as connection:
        found = notes_of(connection, calls.post(connection, number).id)
    return [FollowUpOut.model_validate(one) for one in found]


def write(calls: Calls, number: Number, said: FollowUpIn) -> FollowUpOut:
    """Write a note that comes back on Today of the post's owner on a day."""
    with calls.writing() as connection:
        calls.post(connection, number)
        wanted = NewFollowUp(
            number=number, day=said.day, words=said.text, by=_by(calls)
        )
        made = follow_ups.write(calls.call(connection), wanted)
    return FollowUpOut.model_validate(made.note)


def change(
    calls: Calls, number: Number, key: RowKey, wish: FollowUpChange
) -> FollowUpOut:
    """Put a note off to another day; without a day it is done."""
    with calls.writing() as connection:
        calls.post(connection, number)
        call, by = calls.call(connection), _by(calls)
        with calls.naming():
            if wish.day is None:
                made = follow_ups.finish(call, number, key, by)
            else:
                made = follow_ups.put_off(call, number, key, wish.day, by)
    return FollowUpOut.model_validate(made.note)


def _by(calls: Calls) -> Overseer:
    return overseer(calls.directory, calls.person.key, door=calls.door)
