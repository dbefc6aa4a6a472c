"""The fields of a post in a form: title, texts, link, and the slot as day and hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from dashboard.components.channel_previews import preview
from dashboard.web.request import PageRequest
from states.post_fields import FIELDS
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError

TEXT: Final = "text-"
CHANNEL: Final = "for-"
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, kw_only=True)
class TextField:
    """The text of one channel as it stands in the form, with its length and limit."""

    channel: str
    text: str
    length: int
    limit: int | None


def text_fields(
    directory: Directory, channels: Sequence[str], texts: Mapping[str, str]
) -> tuple[TextField, ...]:
    """Return a field for the text of each channel."""
    return tuple(
        _text_field(directory, channel, texts.get(channel, "")) for channel in channels
    )


def typed_texts(request: PageRequest) -> dict[str, str]:
    """Return the texts that were typed, by channel."""
    return request.form.named(TEXT)


def typed_channels(request: PageRequest) -> tuple[str, ...] | None:
    """Return the channels that were ticked; None if the form does not ask for any."""
    asked = request.form.has("channels")
    return tuple(request.form.named(CHANNEL)) if asked else None


def values_of(request: PageRequest, post: PostSnapshot) -> dict[str, str]:
    """Return what the form of a post holds before anything was typed."""
    local = post.slot_at.astimezone(request.directory.campaign.zone)
    return {
        **post.fields,
        "day": f"{local:%Y-%m-%d}",
        "hour": f"{local:%H:%M}",
        "comment": "",
    }


def fields_by_subject() -> dict[str, str]:
    """Return the fields by the words with which sentences of the engine name them."""
    subjects = {str(field.subject).lower(): name for name, field in FIELDS.items()}
    return subjects | {"web address": "link"}


def typed_values(request: PageRequest, names: Sequence[str]) -> dict[str, str]:
    """Return what was typed into the fields of these names."""
    return {name: request.form.text(name) for name in names}


def slot_of(request: PageRequest, day: str, hour: str) -> datetime:
    """Return a slot in the campaign's zone as aware UTC.

    Raises `BadInputError` for what is no day or no hour.
    """
    return instant_of(request, day, hour, "Name the day and the hour of the slot.")


def instant_of(request: PageRequest, day: str, hour: str, otherwise: str) -> datetime:
    """Return an instant that was typed in the campaign's zone, as aware UTC.

    Raises `BadInputError` with the sentence `otherwise` for what is no day or no hour.
    """
    try:
        on, at = date.fromisoformat(day.strip()), time.fromisoformat(hour.strip())
    except ValueError as error:
        raise BadInputError(otherwise) from error
    if not _FIRST_YEAR < on.year < _LAST_YEAR:
        raise BadInputError(otherwise)
    zone = request.directory.campaign.zone
    return datetime.combine(on, at.replace(tzinfo=None), zone).astimezone(UTC)


def _text_field(directory: Directory, channel: str, text: str) -> TextField:
    shown = preview(channel, text, directory)
    return TextField(channel=channel, text=text, length=shown.length, limit=shown.limit)
