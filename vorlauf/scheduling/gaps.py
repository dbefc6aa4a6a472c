"""Gaps: duties for which nobody is left, and houses that posts need and nobody has.

They come from a change of accounts or of stakeholders.toml; whoever makes the change
compares before and after, and the coordinator gets one mail about what is new.
"""

from dataclasses import dataclass, replace
from typing import Final

from states.purpose import MailKind
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.posts import house_queries, step_queries
from vorlauf.scheduling import plan_queries
from vorlauf.scheduling.asked_now import SETTLES_IN
from vorlauf.scheduling.unattended import StepInAbsence, unattended_steps
from vorlauf.workflow.steps import coordinator_of

# So many posts of a house are named.
MOST_POSTS: Final = 200


@dataclass(frozen=True, kw_only=True)
class MissingHouse:
    """A house (a key) that is not in the file, and the numbers of its open posts."""

    key: str
    posts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Steps for which nobody is there at times, and houses that are missing."""

    steps: tuple[StepInAbsence, ...] = ()
    houses: tuple[MissingHouse, ...] = ()

    @property
    def are_any(self) -> bool:
        """Say whether there is a gap."""
        return bool(self.steps or self.houses)

    def since(self, before: "Gaps") -> "Gaps":
        """Return the gaps that were not there before."""
        steps = {_key(one) for one in before.steps}
        houses = {one.key for one in before.houses}
        return Gaps(
            steps=tuple(one for one in self.steps if _key(one) not in steps),
            houses=tuple(one for one in self.houses if one.key not in houses),
        )


def gaps(call: Call, directory: Directory | None = None) -> Gaps:
    """Return the gaps by the directory of the call, or by another one."""
    call = replace(call, directory=directory or call.directory)
    missing = [
        key
        for key in house_queries.houses_of_open_posts(call.connection)
        if key not in call.directory.houses
    ]
    houses = (
        MissingHouse(
            key=key,
            posts=tuple(house_queries.open_posts_of(call.connection, key)[:MOST_POSTS]),
        )
        for key in missing
    )
    return Gaps(steps=unattended_steps(call), houses=tuple(houses))


def warn(work: UnitOfWork, before: Gaps) -> Gaps:
    """Owe the coordinator one mail if there are gaps that were not there before.

    It waits as long as the change may be taken back, and then names what is missing.
    Returns the new gaps.
    """
    found = gaps(work.call).since(before)
    post = _post_of(work.call, found)
    step_id = step_queries.newest_step(work.connection, post.id) if post else None
    if post is None or step_id is None:
        return found
    kind = MailKind.NOBODY_THERE
    coordinator = coordinator_of(post, work.directory)
    if plan_queries.waits(work.connection, kind, coordinator.key):
        return found  # that mail says all that is missing when it goes out
    house = work.directory.home_of(coordinator)
    notice = NewNotice(
        purpose=kind,
        recipient=coordinator.key,
        due_at=house.mail_from(work.now + SETTLES_IN),
        n=plan_queries.last_news(work.connection, step_id, kind) + 1,
    )
    work.owe(post, step_id, house.key, [notice])
    return found


def _key(one: StepInAbsence) -> tuple[object, ...]:
    return one.post_id, one.kind, one.house, one.first_day, one.last_day


def _post_of(call: Call, found: Gaps) -> post_snapshots.PostSnapshot | None:
    """Return the post about which the mail begins: the first of the gaps."""
    numbers = [one.number for one in found.steps]
    numbers += [number for one in found.houses for number in one.posts]
    for number in numbers:
        post = post_snapshots.post_of(call.connection, number)
        if step_queries.newest_step(call.connection, post.id) is not None:
            return post
    return None
