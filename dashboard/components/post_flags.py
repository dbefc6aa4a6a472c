"""Post flags: the working days that are left, and what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.components.card_moves import Choice, choices
from dashboard.web.request import PageRequest
from states.deadlines import slack
from vorlauf.readmodels.cards import PostCard
from vorlauf.workflow.steps import office_of


@dataclass(frozen=True)
class FlaggedCard:
    """A card; `days` are working days until its next duty is due, None without one."""

    card: PostCard
    days: int | None
    choices: tuple[Choice, ...] = ()


def days_left(request: PageRequest, card: PostCard) -> int | None:
    """Return the slack of a card in working days of the house that is asked."""
    if card.due_at is None:
        return None
    office = office_of(card.house_of_due, request.directory)
    return slack(card.due_at, request.now, office)


def shown(
    request: PageRequest, cards: Iterable[PostCard], *, moves: bool
) -> tuple[FlaggedCard, ...]:
    """Return the cards as they are shown, with the moves of each if they are asked."""
    return tuple(
        FlaggedCard(
            card=card,
            days=days_left(request, card),
            choices=choices(request, card) if moves else (),
        )
        for card in cards
    )
