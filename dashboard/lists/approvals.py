"""Approvals: everything that waits for the reader's yes, to be ticked one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.components.hold_bar import hold_bar
from dashboard.lists.approval_items import (
    BETWEEN,
    ApprovalItem,
    answered_for,
    answers_of,
    items,
    yes_of,
)
from dashboard.lists.bulk import BulkResult, last_line
from dashboard.web.numbers import number_of
from dashboard.web.request import PageRequest
from states.post import Trigger
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError, ConflictError, VorlaufError
from vorlauf.readmodels import approvals as asks
from vorlauf.workflow.action import Decision
from vorlauf.workflow.decisions import decide
from vorlauf.workflow.undo import UNDO_FOR

PATH: Final = "/approvals"
# Posts on one page: each of them is read in full.
MOST: Final = 20
# Digits of a page's number; there are no more posts.


@dataclass(frozen=True)
class ApprovalsPager:
    """One page of the list, as the pager shows it: its number, of how many."""

    number: int
    pages: int

    def href(self, number: int) -> str:
        """Return the address of another page."""
        return f"{PATH}?page={number}" if number > 1 else PATH


def page(request: PageRequest) -> Response:
    """Show what waits for the reader, the earliest due first."""
    number = _number(request)
    asked = answered_for(request.directory, request.person)
    with request.reading() as connection:
        found = asks.waiting(
            connection,
            request.visibility,
            asked,
            offset=(number - 1) * MOST,
            most=MOST,
        )
        items = _items(request, connection, found.snapshots)
        held = hold_bar(request, connection)
    if not found.snapshots and number > 1:
        return request.go(PATH)
    leaf = ApprovalsPager(number, max(1, -(-found.count // MOST)))
    return request.page(
        "approvals.html",
        held=held,
        items=items,
        whole=found.count,
        leaf=leaf,
        kinds=sorted({one.trigger.value for one in items if not one.why}),
    )


def approve(request: PageRequest) -> Response:
    """Say yes to each post that was ticked, and what has become of each."""
    ticked = list(dict.fromkeys(request.form.many("post")))
    numbers = {one.partition(BETWEEN)[0] for one in ticked}
    if not numbers:
        raise BadInputError(request.words.gettext("Tick at least one post."))
    if len(numbers) > MOST:
        raise BadInputError(
            request.words.gettext("Tick at most %(most)s posts at once.")
            % {"most": MOST}
        )
    titles: dict[str, str] = {}
    results: list[BulkResult] = []
    for one in ticked:
        number, _, house = one.partition(BETWEEN)
        # The answer for one house outdates what was seen for the next; it shows that.
        is_again = any(done.number == number and not done.why for done in results)
        tick = _Tick(number=number, house=house, is_again=is_again)
        results.append(_approve(request, tick, titles))
    return request.page(
        "approvals_done.html",
        done=[result for result in results if not result.why],
        refused=[result for result in results if result.why],
        titles=titles,
    )


def _items(
    request: PageRequest, connection: Connection, snapshots: Sequence[PostSnapshot]
) -> Sequence[ApprovalItem]:
    answers = {post.id: answers_of(request, post) for post in snapshots}
    houses = {
        one.step.house for some in answers.values() for part in some for one in part
    }
    if not houses:
        return ()
    beside = asks.beside(connection, snapshots, houses)
    return [
        one
        for post in snapshots
        if answers[post.id]
        for one in items(request, post, answers[post.id], beside[post.id])
    ]


@dataclass(frozen=True, kw_only=True)
class _Tick:
    """A box that was ticked: a post, and one house of several, or none.

    `is_again` says that the post was decided for another house just before.
    """

    number: str
    house: str
    is_again: bool


def _approve(request: PageRequest, tick: _Tick, titles: dict[str, str]) -> BulkResult:
    """Say yes to one post; what is refused costs this one only."""
    number = tick.number
    try:
        return _decide(request, tick, titles)
    except ConflictError as error:
        why = request.say(error)
        return BulkResult(number=number, why=why, first=last_line(request, number))
    except VorlaufError as error:
        return BulkResult(number=number, why=request.say(error))


def _decide(request: PageRequest, tick: _Tick, titles: dict[str, str]) -> BulkResult:
    form, number = request.form, tick.number
    seen, version = form.number(f"seen-{number}"), form.number(f"version-{number}")
    if seen is None or version is None:
        raise BadInputError(
            request.words.gettext(
                "It was not shown before, so nothing was done with it."
            )
        )
    with request.writing() as connection:
        post = request.post(connection, number)
        titles[number] = post.title
        answers = answers_of(request, post)
        decision = Decision(
            number=number,
            # Of whoever is not asked any more the engine says why it refuses.
            trigger=yes_of(answers[0]) if answers else Trigger.APPROVE,
            house=tick.house or None,
            actor=request.person.key,
            seen_version=version,
            seen_row_version=None if tick.is_again else seen,
            hold=UNDO_FOR,
        )
        moved = decide(request.call(connection), decision)
    return BulkResult(number=number, dest=moved.dest)


def _number(request: PageRequest) -> int:
    """Return the number of the page that is asked for; nonsense asks for the first."""
    return max(number_of(request.query.get("page", "")), 1)


PAGES: Final = {"approvals": page, "approvals.approve": approve}
