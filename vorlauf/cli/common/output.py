"""Output: results as JSON for programs, in sentences for people."""

import json
import sys
from collections.abc import Collection
from dataclasses import is_dataclass
from datetime import UTC, date, datetime

from states.deadlines import Feasibility
from vorlauf.directory.model import Directory
from vorlauf.editing.feasibility import Outlook
from vorlauf.terminal import local


def print_json(value: object) -> None:
    """Print one JSON value; instants are ISO 8601 in UTC, dataclasses objects."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, indent=2)
    sys.stdout.write(f"{text}\n")


def days(number: int) -> str:
    """Return a number of working days in words."""
    return f"{number} working day{'' if number == 1 else 's'}"


def feasible(found: Feasibility, directory: Directory) -> str:
    """Say whether the slot can be met, and if not which one can."""
    if found.met:
        return "The slot can be met."
    name = directory.house(found.because).name if found.because else "the plan"
    earliest = local(found.earliest, directory.campaign.zone)
    return (
        f"The slot cannot be met: {days(found.short_by)} short because of "
        f"{name} ({found.because}); the earliest that can is {earliest}."
    )


def slack(outlook: Outlook) -> str:
    """Say how much time the most urgent open step has left."""
    if outlook.slack is None:
        return "No step is open."
    if outlook.slack < 0:
        return f"The most urgent step is {days(-outlook.slack)} late."
    if outlook.slack == 0:
        return "The most urgent step is due today."
    return f"The most urgent step is due in {days(outlook.slack)}."


def name_of(key: str, directory: Directory) -> str:
    """Return a person's name; the key of somebody who has left the file."""
    person = directory.people.get(key)
    return person.name if person else key


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return vars(value)
    if isinstance(value, Collection):
        return sorted(value)
    msg = f"{type(value).__name__} is nothing that JSON knows"
    raise TypeError(msg)
