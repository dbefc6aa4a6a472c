"""Unread: a cell whose value is refused, with the sentence that says why."""

from states.messages import Message, SpokenError


class UnreadCellError(SpokenError):
    """A cell cannot be read as what its column holds; the sentence says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
