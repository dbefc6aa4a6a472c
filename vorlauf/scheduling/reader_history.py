"""Reader history: why somebody else was asked, in the words of the audit log."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from states.messages import Message, msg
from vorlauf.scheduling.asked_now import Cause


def reasons(details: Mapping[str, Any]) -> Iterator[Message]:
    """Return the sentences that an entry about another reader says beside the name."""
    with suppress(KeyError, ValueError, TypeError):
        yield _why(details)
    if details.get("is_told") is False:
        yield msg("the request had not gone out yet, so nobody is told anew")


def _why(details: Mapping[str, Any]) -> Message:
    missing, before = str(details["missing"]), str(details["asked_before"])
    match Cause(details["cause"]):
        case Cause.ABSENCE:
            last = date.fromisoformat(details["last_day"])
            return msg("{name} is away until {day}", name=missing, day=last)
        case Cause.DISABLED:
            return msg("{name} does not take part any more", name=missing)
        case Cause.RETURN:
            if before == details["to"]:
                return msg("is back, and hears what stayed open")
            return msg("is back; meanwhile {name} was asked", name=before)
        case Cause.DIRECTORY:
            return msg("instead of {name}, as stakeholders.toml says now", name=before)
