"""Post flags: the working days that are left, and what can be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.components.card_moves import MoveChoice, choices
from dashboard.components.reminders import ReminderButton
from dashboard.web.request import PageRequest
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.register_files import figures_of


@dataclass(frozen=True)
class FlaggedCard:
    """A card; `days` and `short_by` are the figures of `figures`.

    `is_missed` says that its slot passed without an approval.
    """

    card: PostCard
    days: int | None
    short_by: int
    is_missed: bool
    choices: tuple[MoveChoice, ...] = ()
    remind: ReminderButton | None = None


def figures(
    request: PageRequest, card: PostCard, outlooks: OutlooksNow
) -> tuple[int | None, int]:
    """Return the slack of a post, and by how much its slot is short.

    Both are working days, and those of its page; the slack is None if nothing is due.
    A slot that has passed is not short any more.
    """
    return figures_of(card, outlooks, request.directory, request.now)


def shown(
    request: PageRequest,
    cards: Iterable[PostCard],
    outlooks: OutlooksNow,
    buttons: Mapping[int, ReminderButton],
    *,
    moves: bool,
) -> tuple[FlaggedCard, ...]:
    """Return the cards as they are shown, with the moves of each if they are asked.

    `buttons` are the reminders that are offered, by key of the step.
    """
    return tuple(
        FlaggedCard(
            card,
            *figures(request, card, outlooks),
            card.has_missed(request.now),
            choices(request, card) if moves else (),
            buttons.get(card.step_of_due or 0),
        )
        for card in cards
    )
