"""Values of the API: the kinds of which everything sent and got is made."""

import re
from datetime import date
from typing import Annotated, Final

from fastapi import Path
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

# What people write is as long as the engine allows; it says so in a sentence.
Key = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Counter = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
Channels = Annotated[list[Key], Field(max_length=100)]
Number = Annotated[str, Path(description="as 2026-014", max_length=40)]
RowKey = Annotated[int, Path(ge=1, le=2**31 - 1)]
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")


def _written_out(value: object) -> object:
    # A bare number could be seconds, or milliseconds, or a misprint.
    if isinstance(value, str) and _INSTANT.match(value):
        return value
    raise ValueError("Write date, time and zone, as in 2026-11-23T10:00:00+01:00")


def _day_written_out(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write a day as 2026-12-03")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out)]
Day = Annotated[date, BeforeValidator(_day_written_out)]


class Value(BaseModel):
    """A value of the API; what it does not know is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Problem(Value):
    """Why a request was refused, in one sentence."""

    detail: str
