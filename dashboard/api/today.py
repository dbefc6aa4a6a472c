"""Today by the API: how many posts are late, due and at risk, by group."""

from datetime import datetime
from typing import Final

from dashboard.api.caller import Calls
from dashboard.api.values import Value
from dashboard.lists.today import question, with_notes
from states.post import PostState, Role, StepKind
from vorlauf.readmodels import today as asks
from vorlauf.readmodels.post_lines import post_lines
from vorlauf.readmodels.today import GroupKey

# So many posts of each group of Today are named.
_FIRST: Final = 8


class TodayOut(Value):
    """How many posts ask for attention; each is counted in the first group it fits.

    `late` are the missed, at risk, blocked and overdue ones together.
    """

    late: int
    missed: int
    at_risk: int
    blocked: int
    overdue: int
    due_today: int
    due_this_week: int
    groups: list["TodayGroup"]


class TodayGroup(Value):
    """A group of posts, and the first of them, the most urgent first."""

    key: GroupKey
    count: int
    posts: list["TodayPost"]


class TodayPost(Value):
    """A post that asks for attention, with what is open of it."""

    number: str
    title: str
    state: PostState
    slot_at: datetime
    held_since: datetime | None
    steps: list["DutyOfPost"]


class DutyOfPost(Value):
    """An open step with its post."""

    number: str
    title: str
    kind: StepKind
    house: str
    asked: str
    due_at: datetime


def today(calls: Calls) -> TodayOut:
    """Return how many posts are late, due and at risk, and those that are, by group."""
    with calls.reading() as connection:
        around = calls.around(connection)
        asked = question(
            calls.scope(connection),
            calls.directory,
            around,
            calls.outlooks(connection, around),
            {calls.person.key},
        )
        if calls.person.role is Role.COORDINATOR:
            asked = with_notes(asked, calls.directory)
        found = asks.today(asked)
        shown = {group.key: group.posts[:_FIRST] for group in found.groups}
        keys = [one.post_id for posts in shown.values() for one in posts]
        lines = post_lines(connection, keys)
    return TodayOut(
        overdue=found.group(GroupKey.OVERDUE).count,
        due_today=found.group(GroupKey.DUE_TODAY).count,
        due_this_week=found.group(GroupKey.THIS_WEEK).count,
        at_risk=found.group(GroupKey.AT_RISK).count,
        blocked=found.group(GroupKey.BLOCKED).count,
        missed=found.group(GroupKey.MISSED).count,
        late=found.late,
        groups=[
            TodayGroup(
                key=group.key,
                count=group.count,
                posts=[
                    TodayPost.model_validate(lines[one.post_id])
                    for one in shown[group.key]
                ],
            )
            for group in found.groups
        ],
    )
