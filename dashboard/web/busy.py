"""Busy: more is asked than is done at once; the answer is 429 with `Retry-After`."""

from typing import Final

from states.messages import Message, msg
from vorlauf.errors import VorlaufError

# Seconds: so soon a short queue has moved on.
RETRY: Final = 5


class BusyError(VorlaufError):
    """Too many ask for this at once; `retry_after` is when to come back, in seconds."""

    def __init__(self, retry_after: int, message: Message | None = None) -> None:
        super().__init__(
            message
            or msg(
                "Too many people ask for this at the same time; try again in "
                "{seconds} seconds.",
                seconds=retry_after,
            )
        )
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer."""
        return {"Retry-After": str(self.retry_after)}
