"""Visibility: which posts somebody may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from states.post import Role
from vorlauf.directory.model import Directory, House, Person


@dataclass(frozen=True)
class Visibility:
    """The posts of these houses, with `graphics` those that want its pictures, too.

    `houses` None are all posts there are.
    """

    houses: frozenset[str] | None
    graphics: bool = False


EVERYTHING = Visibility(None)
_SEES_ALL = frozenset({Role.COORDINATOR, Role.APPROVER, Role.AUDITOR})


class Participation(Protocol):
    """A post, as far as it says who takes part."""

    @property
    def houses(self) -> tuple[str, ...]:
        """The houses that take part."""

    @property
    def wants_graphics(self) -> bool:
        """Whether the graphics agency takes part."""


def visibility_of(directory: Directory, person: Person) -> Visibility:
    """Return which posts the person may see.

    A contact sees what her house and the sub-organisations below it take part in, and
    what a house takes part in whose contact she stands in for.
    """
    if person.role in _SEES_ALL:
        return EVERYTHING
    houses = frozenset(_houses_of(directory, person))
    graphics = directory.graphics
    return Visibility(houses, graphics is not None and graphics.key in houses)


def visibility_of_house(directory: Directory, house: str) -> Visibility:
    """Return which posts a house may see: its own, and those of the houses below it."""
    below = (
        one.key
        for one in directory.houses.values()
        if house in _lineage(directory, one)
    )
    graphics = directory.graphics
    return Visibility(
        frozenset(below), graphics=graphics is not None and graphics.key == house
    )


def sees(visibility: Visibility, post: Participation) -> bool:
    """Say whether a post is within reach."""
    if visibility.houses is None or (visibility.graphics and post.wants_graphics):
        return True
    return not visibility.houses.isdisjoint(post.houses)


def _houses_of(directory: Directory, person: Person) -> Iterator[str]:
    for house in directory.houses.values():
        is_own = person.house in _lineage(directory, house)
        if is_own or person.key in house.deputies:
            yield house.key


def _lineage(directory: Directory, house: House | None) -> Iterator[str]:
    """Yield the keys of a house and of those above it."""
    while house is not None:
        yield house.key
        house = directory.houses.get(house.parent) if house.parent else None
