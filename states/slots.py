"""Slots: when a post has missed the one it was planned for."""

from datetime import datetime

from states.post import PostState


def is_missed(
    state: PostState, slot_at: datetime, now: datetime, *, marked: bool
) -> bool:
    """Say whether the slot (aware) passed without an approval in time.

    An approved post that is still to be handed out has not missed it, unless it was
    `marked`: then it was approved too late, or was on hold at its slot.
    """
    is_on_its_way = state.is_open and state is not PostState.SCHEDULED
    return state.is_open and (marked or (is_on_its_way and slot_at < now))
