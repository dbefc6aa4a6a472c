"""Fingerprint: the hash of a post's content, to which decisions are bound."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from states.post_fields import IN_CONTENT
from states.text_form import tidy, tidy_line

# Made once: json.dumps would make one for every line of the file.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True, kw_only=True, order=True)
class ShownPicture:
    """A picture as it is published: its house, its bytes, its alt text and credit."""

    house: str
    name: str
    sha256: str
    alt_text: str
    credit: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything of a post that the public will see, and on which day.

    `channels` are those that the post is for, if that was chosen; empty means those of
    the campaign, or of its texts once it is decided on. Without a `slot_date` it may be
    published on any day.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    link: str = ""
    slot_date: date | None


def as_plain(content: Content) -> dict[str, object]:
    """Return the content as JSON values, in one fixed order.

    An empty text counts as no text and an empty credit as no credit.
    """
    texts = sorted(content.texts.items())
    # The oldest fingerprints know no channels, so none stay unsaid.
    chosen = {"channels": sorted(content.channels)} if content.channels else {}
    return {
        **_fields(content),
        **chosen,
        "pictures": [_picture(picture) for picture in sorted(content.pictures)],
        "slot_date": content.slot_date.isoformat() if content.slot_date else "",
        "texts": {channel: text for channel, text in texts if text},
    }


def _fields(content: Content) -> dict[str, str]:
    # The oldest fingerprints know an empty link, so it stays.
    fields = {name: str(getattr(content, name)) for name in IN_CONTENT}
    return {name: text for name, text in fields.items() if text or name == "link"}


def _picture(picture: ShownPicture) -> dict[str, str]:
    plain: dict[str, str] = asdict(picture)
    if not picture.credit:
        del plain["credit"]
    return plain


def from_plain(plain: Mapping[str, object]) -> Content:
    """Return the content that `as_plain` wrote down."""
    pictures, texts = plain["pictures"], plain["texts"]
    chosen = plain.get("channels", [])
    if not (
        isinstance(pictures, list)
        and isinstance(texts, dict)
        and isinstance(chosen, list)
    ):
        msg = "the stored content is not in the form that as_plain() writes"
        raise TypeError(msg)
    return Content(
        texts=texts,
        channels=tuple(chosen),
        pictures=tuple(ShownPicture(**picture) for picture in pictures),
        slot_date=_date(str(plain["slot_date"])),
        **{name: str(plain.get(name, "")) for name in IN_CONTENT},
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def canonical(plain: object) -> bytes:
    """Return the one JSON spelling of a value, as UTF-8 bytes."""
    return _ENCODER.encode(plain).encode()


def fingerprint(content: Content) -> str:
    """Return the SHA-256 of the content, as 64 hexadecimal digits."""
    return fingerprint_of_plain(as_plain(content))


def fingerprint_of_plain(plain: Mapping[str, object]) -> str:
    """Return the fingerprint of a content that `as_plain` returned."""
    return hashlib.sha256(canonical(plain)).hexdigest()


def keeping(before: Content, after: Content) -> Content:
    """Return the content of `after`, with the signs of `before` for the same words.

    What was kept before texts were composed stays as it was decided on.
    """
    pictures = {picture.sha256: picture for picture in before.pictures}
    return replace(
        after,
        texts={
            channel: _kept(before.texts.get(channel, ""), text)
            for channel, text in after.texts.items()
        },
        pictures=tuple(
            _kept_picture(pictures.get(picture.sha256, picture), picture)
            for picture in after.pictures
        ),
    )


def _kept(before: str, after: str) -> str:
    return before if tidy(before) == tidy(after) else after


def _kept_picture(before: ShownPicture, after: ShownPicture) -> ShownPicture:
    is_same = _in_one_form(before) == _in_one_form(after)
    return before if is_same else after


def _in_one_form(picture: ShownPicture) -> ShownPicture:
    return replace(
        picture,
        name=tidy_line(picture.name),
        alt_text=tidy_line(picture.alt_text),
        credit=tidy_line(picture.credit),
    )


def changes(before: Content, after: Content) -> tuple[str, ...]:
    """Return the parts that differ.

    They are `text:CHANNEL`, `channels`, `pictures`, the name of a field, or `slot`.
    """
    channels = sorted({*before.texts, *after.texts})
    changed = [
        f"text:{channel}"
        for channel in channels
        if before.texts.get(channel, "") != after.texts.get(channel, "")
    ]
    if sorted(before.channels) != sorted(after.channels):
        changed.append("channels")
    if sorted(before.pictures) != sorted(after.pictures):
        changed.append("pictures")
    changed += [n for n in IN_CONTENT if getattr(before, n) != getattr(after, n)]
    if before.slot_date != after.slot_date:
        changed.append("slot")
    return tuple(changed)
