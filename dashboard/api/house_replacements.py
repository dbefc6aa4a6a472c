"""Another house on every post under way, and owners, by the API, and both undone."""

from typing import Annotated

from pydantic import Field, StrictBool

from dashboard.api.caller import Calls
from dashboard.api.post_schemas import HousesOut, MailOut
from dashboard.api.values import Key, Text, Value
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.editing import house_replacements as replacements
from vorlauf.editing.house_changes import HousesPreview
from vorlauf.editing.house_replacements import Replacement
from vorlauf.editing.owner_undo import take_back
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.undo import UNDO_FOR


class HouseReplacementIn(Value):
    """Which house (a key on posts) another one takes the place of, and why.

    `dry_run` only says what comes of it; `seen` is what its answer had there.
    """

    old: Key
    new: Key
    comment: Text = ""
    seen: Annotated[str, Field(max_length=64)] | None = None
    dry_run: StrictBool = False


class HouseReplacementOut(Value):
    """What comes of each post; of a renaming, only which posts have the new key."""

    is_renaming: bool
    numbers: list[str]
    posts: list[HousesOut]
    seen: str


class HousePairIn(Value):
    """The two houses of a replacement that is taken back."""

    old: Key
    new: Key


class UndoHandOverIn(Value):
    """Posts whose last hand-over is taken back, all or none."""

    posts: Annotated[list[Key], Field(max_length=1000)]


class TakenBack(Value):
    """The posts that are as they were before."""

    numbers: list[str]


def replace_house(calls: Calls, wish: HouseReplacementIn) -> HouseReplacementOut:
    """Let another house take the place of one on all open posts, or say what follows.

    A house that stakeholders.toml knows by the old key only gets its new one.
    """
    wanted = Replacement(
        old=wish.old,
        new=wish.new,
        actor=calls.person.key,
        comment=wish.comment,
        hold=UNDO_FOR,
        seen=wish.seen,
    )
    opening = reading if wish.dry_run else writing
    with calls.naming(), opening(calls.parts.wiring.engine) as connection:
        call = calls.call(connection)
        seen = replacements.signature(call, wish.old)
        if replacements.is_renaming(wanted, calls.directory):
            return _renamed(call, wanted, seen, dry_run=wish.dry_run)
        act = replacements.preview if wish.dry_run else replacements.replace_everywhere
        found = act(call, wanted)
    posts = [_out(number, one) for number, one in found.items()]
    return HouseReplacementOut(
        is_renaming=False, numbers=list(found), posts=posts, seen=seen
    )


def undo_house(calls: Calls, pair: HousePairIn) -> TakenBack:
    """Take the last replacement of these houses back, while nobody has heard of it."""
    wish = Replacement(old=pair.old, new=pair.new, actor=calls.person.key)
    with calls.naming(), calls.writing() as connection:
        return TakenBack(numbers=replacements.take_back(calls.call(connection), wish))


def undo_hand_over(calls: Calls, wish: UndoHandOverIn) -> TakenBack:
    """Take the last hand-over of posts back, while nobody has heard of it."""
    by = overseer(calls.directory, calls.person.key, door=calls.door)
    with calls.naming(), calls.writing() as connection:
        return TakenBack(numbers=take_back(calls.call(connection), wish.posts, by))


def _renamed(
    call: Call, wish: Replacement, seen: str, *, dry_run: bool
) -> HouseReplacementOut:
    act = replacements.to_rename if dry_run else replacements.rename_everywhere
    return HouseReplacementOut(
        is_renaming=True, numbers=act(call, wish), posts=[], seen=seen
    )


def _out(number: str, found: HousesPreview) -> HousesOut:
    return HousesOut(
        number=number,
        state=found.state,
        added=found.added,
        removed=found.removed,
        mails=[MailOut.model_validate(mail) for mail in found.mails],
    )
