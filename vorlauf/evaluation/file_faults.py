"""File faults: all that is wrong in one export, each with its sheet, row and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from states.messages import Count, Message, Quoted, Several, Value, msg
from vorlauf.errors import BadInputError
from vorlauf.evaluation.figure_files import HeaderCell

# More than that nobody reads; the rest is counted.
MOST_SHOWN: Final = 20


@dataclass
class FileFaults:
    """Faults as they are found; `refuse` raises all of them at once."""

    found: list[Message] = field(default_factory=list)

    def at(self, column: HeaderCell, row: int | None, reason: Message) -> None:
        """Add a fault of a cell, or, without a row, of the whole column."""
        place = column.place
        where = place.letter if row is None else f"{place.letter}{row}"
        self.found.append(
            msg(
                "Sheet {sheet}, {place} ({column}): {reason}",
                sheet=Quoted(place.sheet),
                place=where,
                column=Quoted(column.name),
                reason=reason,
            )
            if place.sheet
            else msg(
                "{place} ({column}): {reason}",
                place=where,
                column=Quoted(column.name),
                reason=reason,
            )
        )

    def refuse(self) -> None:
        """Raise `BadInputError` with all faults, if there are any."""
        if self.found:
            raise BadInputError(together(self.found))


def together(faults: Sequence[Message]) -> Message:
    """Return faults one below the other, at most so many, and how many more."""
    shown: list[Value] = list(faults[:MOST_SHOWN])
    if len(faults) > MOST_SHOWN:
        shown.append(msg("And {count} more.", count=Count(len(faults) - MOST_SHOWN)))
    return msg("{sentences}", sentences=Several(tuple(shown), "\n"))
