"""Acts by the API: moves, records, comments, reminders, posts handed over."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from dashboard.api.caller import Calls
from dashboard.api.values import Counter, Instant, Key, Number, Text, Value
from states.post import DecisionWay, PostState, Trigger
from vorlauf.db.engine import trying, writing
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing import comment_by_account, late_words, owners
from vorlauf.errors import ConflictError
from vorlauf.mail.queue import manual_reminders
from vorlauf.workflow.action import Recording
from vorlauf.workflow.decisions import Decision, decide
from vorlauf.workflow.manual_actions import overseer


class MoveIn(Value):
    """A move on exactly the state of affairs, and the version, that was looked at."""

    trigger: Trigger
    seen_row_version: Counter
    seen_version: Counter
    comment: Text = ""
    house: Key | None = None
    on_behalf_of: Key | None = None
    target: PostState | None = None
    proofs: dict[Key, Text] = Field(default={})


class RecordIn(Value):
    """What somebody decided by phone or in a meeting, on the version looked at."""

    trigger: Trigger
    decided_by: Key
    said_at: Instant
    seen_row_version: Counter
    seen_version: Counter
    way: DecisionWay = DecisionWay.PHONE
    comment: Text = ""
    house: Key | None = None
    on_behalf_of: Key | None = None


class MovedOut(Value):
    """What has become of a post."""

    number: str
    trigger: Trigger
    source: PostState
    dest: PostState


class CommentIn(Value):
    """What somebody says about the current version of a post."""

    text: Text


class Kept(Value):
    """The key under which something was kept."""

    key: int


class Remind(Value):
    """Whom to remind, and when: one house or everybody who is asked, now or later."""

    house: Key | None = None
    at: Instant | None = None


class RemindedOut(Value):
    """What became of a reminder: when it goes out, or why not."""

    house: str
    name: str
    due_at: datetime | None
    refusal: str


class HandOverIn(Value):
    """Posts that go to another coordinator, at once or from a day on.

    With `dry_run` nothing is done; the answer says which posts would go.
    """

    posts: list[Key] = Field(default=[])
    all_of: Key | None = None
    to: Key
    first_day: date | None = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""
    dry_run: bool = False


class HandedOverOut(Value):
    """The new owner, the posts that go to them, and those that were theirs."""

    to: str
    posts: tuple[str, ...]
    unchanged: tuple[str, ...]
    first_day: date | None


def move(calls: Calls, number: Number, move: MoveIn) -> MovedOut:
    """Make a move; a refusal says what would be possible."""
    wish = Decision(
        number=number,
        trigger=move.trigger,
        actor=calls.person.key,
        on_behalf_of=move.on_behalf_of,
        house=move.house,
        comment=move.comment,
        seen_version=move.seen_version,
        seen_row_version=move.seen_row_version,
        target=move.target,
        proofs=move.proofs,
    )
    try:
        with calls.writing() as connection:
            calls.post(connection, number)
            with calls.naming():
                moved = decide(calls.call(connection), wish)
    except ConflictError as error:
        raise _late(calls, wish) from error
    return MovedOut.model_validate(moved)


def record(calls: Calls, number: Number, said: RecordIn) -> MovedOut:
    """Record what somebody decided by phone or in a meeting; they may object."""
    with calls.naming():
        decided_by = calls.directory.person(said.decided_by)
    wish = Decision(
        number=number,
        trigger=said.trigger,
        actor=decided_by.key,
        on_behalf_of=said.on_behalf_of,
        house=said.house,
        comment=said.comment,
        seen_version=said.seen_version,
        seen_row_version=said.seen_row_version,
        recording=Recording(by=calls.person, way=said.way, said_at=said.said_at),
    )
    with calls.writing() as connection:
        calls.post(connection, number)
        with calls.naming():
            moved = decide(calls.call(connection), wish)
    return MovedOut.model_validate(moved)


def _late(calls: Calls, wish: Decision) -> ConflictError:
    """Keep the words of a move that came second; return who was faster."""
    with calls.writing() as connection:
        said = late_words.keep(calls.call(connection), late_words.of(wish))
    return ConflictError(said)


def comment(calls: Calls, number: Number, said: CommentIn) -> Kept:
    """Say something about a post; its coordinator hears of it."""
    with calls.writing() as connection:
        calls.post(connection, number)
        key = comment_by_account.say(
            calls.call(connection),
            comment_by_account.Remark(number, calls.person.key, said.text),
        )
    return Kept(key=key)


def remind(calls: Calls, number: Number, whom: Remind) -> list[RemindedOut]:
    """Remind once more, within the limits that protect people from floods."""
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    with calls.writing() as connection:
        calls.post(connection, number)
        work = UnitOfWork(calls.call(connection))
        with calls.naming():
            made = manual_reminders.remind(
                work, number, by, house=whom.house, at=whom.at
            )
    return [
        RemindedOut(
            house=one.house,
            name=one.name,
            due_at=one.due_at,
            refusal=str(one.refusal or ""),
        )
        for one in made
    ]


def hand_over(calls: Calls, wanted: HandOverIn) -> HandedOverOut:
    """Hand posts over to another coordinator, or only say which (`dry_run`)."""
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    store = calls.parts.wiring.engine
    way = trying if wanted.dry_run else writing
    with way(store) as connection, calls.naming():
        call = calls.call(connection)
        numbers = list(wanted.posts)
        if wanted.all_of is not None:
            numbers += owners.posts_of(call, wanted.all_of)
        done = owners.hand_over(
            call,
            owners.HandOver(
                numbers=numbers,
                to=wanted.to,
                by=by,
                first_day=wanted.first_day,
                note=wanted.note,
            ),
        )
    return HandedOverOut(
        to=done.to.key,
        posts=done.numbers,
        unchanged=done.unchanged,
        first_day=done.first_day,
    )
