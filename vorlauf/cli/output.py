"""Output: results as JSON for programs, in sentences for people."""

import sys
from collections.abc import Collection
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from states.messages import Message, SpokenError
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import label, language, moment, ngettext
from vorlauf.terminal import say, takes_every_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from states.deadlines import Feasibility
    from vorlauf.directory.model import Directory
    from vorlauf.editing.feasibility import Outlook


def print_json(value: object) -> None:
    """Print one JSON value: dataclasses as objects, messages in English.

    Instants are ISO 8601 in UTC.
    """
    import json

    is_escaped = not takes_every_letter(sys.stdout)
    text = json.dumps(value, default=_plain, ensure_ascii=is_escaped, indent=2)
    sys.stdout.write(f"{text}\n")


def tell(message: str, /, **values: object) -> None:
    """Print one line for a person, in the reader's language."""
    say(_(message, **values))


def write_octets(content: bytes) -> None:
    """Write to standard output as it is, after what was printed before."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def sentence_of(error: Exception) -> str:
    """Return what a person reads of an error of the engine."""
    if isinstance(error, SpokenError):
        return said(error.message)
    return str(error)


def said(message: Message | None) -> str:
    """Return a message of the engine in the reader's language; nothing for none."""
    from notifications.i18n.translation import translate

    return translate(message, language()) if message else ""


def say_newly(newly: "Sequence[Message]", most: int = 12) -> None:
    """Print what a check of the plan newly finds after an act, if anything."""
    if not newly:
        return
    say(_("The check of the plan then finds, and did not before:"))
    for one in newly[:most]:
        say(f"  {said(one)}")
    if len(newly) > most:
        tell("and %(count)s more", count=len(newly) - most)


def feasible(found: "Feasibility", directory: "Directory") -> str:
    """Say whether the slot can be met, and if not which one can."""
    if found.met:
        return _("The slot can be met.")
    return ngettext(
        "The slot cannot be met: %(count)s working day short because of %(name)s "
        "(%(key)s); the earliest that can is %(earliest)s.",
        "The slot cannot be met: %(count)s working days short because of %(name)s "
        "(%(key)s); the earliest that can is %(earliest)s.",
        found.short_by,
        name=_house_name(found.because, directory) if found.because else _("the plan"),
        key=found.because,
        earliest=moment(found.earliest, directory.campaign.zone),
    )


def _house_name(key: str, directory: "Directory") -> str:
    house = directory.houses.get(key)
    return house.name if house else key


def slot_of(outlook: "Outlook", directory: "Directory") -> str:
    """Say whether the slot was missed or can be met, and if not which one can."""
    if not outlook.is_missed:
        return feasible(outlook.feasibility, directory)
    return _(
        "The slot was missed; the earliest that can be met is %(earliest)s.",
        earliest=moment(outlook.feasibility.earliest, directory.campaign.zone),
    )


def slack(outlook: "Outlook") -> str:
    """Say how much time the most urgent open step has left."""
    if outlook.slack is None:
        return _("No step is open.")
    if outlook.slack == -1:
        # It may be late since minutes: nobody counts that as a day.
        return _("The most urgent step is late.")
    if outlook.slack < 0:
        return ngettext(
            "The most urgent step is %(count)s working day late.",
            "The most urgent step is %(count)s working days late.",
            -outlook.slack,
        )
    if outlook.slack == 0:
        return _("The most urgent step is due today.")
    return ngettext(
        "The most urgent step is due in %(count)s working day.",
        "The most urgent step is due in %(count)s working days.",
        outlook.slack,
    )


def name_of(key: str, directory: "Directory") -> str:
    """Return a person's name; the key of somebody who has left the file."""
    person = directory.people.get(key)
    return person.name if person else key


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Message):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if is_dataclass(value):
        return vars(value)
    if isinstance(value, Collection):
        return sorted(value)
    msg = f"{type(value).__name__} is nothing that JSON knows"
    raise TypeError(msg)


def part_label(part: str) -> str:
    """Name a part of a post: `slot`, or `text linkedin`."""
    what, colon, channel = part.partition(":")
    return f"{label('part', what)} {channel}" if colon else label("part", what)
