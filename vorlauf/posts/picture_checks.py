"""Picture checks: which pictures a post shows, and what they lack before that.

A consent holds for the people it names: people in a picture who are not named need
their own, and a newer consent of the same people replaces one that has ended.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from states.fingerprint import Content, ShownPicture
from states.messages import Channel, Message, Value, phrase
from vorlauf.db.post_snapshots import Consented, Delivered, PostSnapshot
from vorlauf.db.tables import ReviewAnswer
from vorlauf.directory.model import Directory

NOBODY: Final = "no people shown"
AS_MADE_OF: Final = "as for the pictures it is made of"
_NO_WORD: Final = re.compile(r"[^\w.-]+")
# What was sent back does not count as in.
REJECTED: Final = frozenset({ReviewAnswer.INSUFFICIENT, ReviewAnswer.DECLINED})


def shown_pictures(
    post: PostSnapshot | Content, directory: Directory
) -> tuple[ShownPicture, ...]:
    """Return the pictures that will be published.

    Those of the graphics agency, if the post wants graphics and one is in; else those
    of the houses. What was found insufficient or declined is not among them.
    """
    key = directory.graphics.key if directory.graphics else ""
    if isinstance(post, Content):
        return _shown(post.pictures, key)
    rejected = {_id(one) for one in post.pictures if one.answer in REJECTED}
    fit = tuple(one for one in post.content.pictures if _id(one) not in rejected)
    return _shown(fit, key if post.wants_graphics else "")


def _shown(pictures: Sequence[ShownPicture], graphics: str) -> tuple[ShownPicture, ...]:
    drawn = tuple(one for one in pictures if one.house == graphics)
    return drawn or tuple(pictures)


def _id(picture: ShownPicture | Delivered) -> tuple[str, str]:
    return picture.house, picture.sha256


def current(post: PostSnapshot) -> tuple[Delivered, ...]:
    """Return the pictures that are part of what the post says now."""
    shown = {_id(one) for one in post.content.pictures}
    return tuple(one for one in post.pictures if _id(one) in shown)


def lacks_picture(post: PostSnapshot, house: str, wanted: int) -> bool:
    """Say whether this house owes a picture: too few are in, or one is not complete."""
    mine = [one for one in current(post) if one.house == house]
    fit = [one for one in mine if is_complete(post, one)]
    return len(fit) < max(wanted, len(mine))


@dataclass(frozen=True)
class PictureLacks:
    """What a picture lacks, in phrases that can be read aloud."""

    house: str
    gaps: tuple[Message, ...]


def picture_from(house: str) -> Message:
    """Name the picture that a house owes."""
    return phrase(
        "material", "a picture with alt text and consent from {house}", house=house
    )


def graphic_from(house: str) -> Message:
    """Name the graphic that a house owes."""
    return phrase("material", "the graphic from {house}", house=house)


def pictures_lacking(post: PostSnapshot) -> tuple[PictureLacks, ...]:
    """Return what the pictures of a post lack; those that lack nothing are left out.

    What was sent back is left out, too: another one will come in its place.
    """
    found = (
        PictureLacks(one.house, tuple(_lacks(post, one)))
        for one in current(post)
        if one.answer not in REJECTED
    )
    return tuple(one for one in found if one.gaps)


def _lacks(post: PostSnapshot, picture: Delivered) -> Iterator[Message]:
    if not picture.alt_text:
        yield _of(picture, "the alt text for {name} ({house})")
    yield from gaps(post, picture)


def is_complete(post: PostSnapshot, picture: Delivered) -> bool:
    """Say whether a picture may be shown: alt text, consent, and not sent back."""
    return picture.answer not in REJECTED and not any(_lacks(post, picture))


def gaps(post: PostSnapshot, picture: Delivered) -> Iterator[Message]:
    """Yield what the consent to a picture lacks, one phrase for each gap."""
    consents = [one for one in post.consents if one.sha256 == picture.sha256]
    if not (picture.consent or consents):
        yield _of(picture, "the consent for {name} ({house})")
    for together in _by_people(consents):
        yield from _gaps_of(post, picture, together)


def _of(picture: Delivered, template: str, **values: Value) -> Message:
    name, house = _plain(picture.name), picture.house
    return phrase("material", template, name=name, house=house, **values)


def _plain(name: str) -> str:
    """Return the name of a file as one word, which stays whole in a sentence."""
    return _NO_WORD.sub("_", name) or "_"


def broken_consents(post: PostSnapshot) -> tuple[Message, ...]:
    """Return what the consents on file lack that somebody has once given.

    Unlike `pictures_lacking` it says nothing of what has never come in.
    """
    if not post.consents:
        return ()
    given = {one.sha256 for one in post.consents}
    return tuple(
        gap
        for picture in current(post)
        if picture.sha256 in given and picture.answer not in REJECTED
        for gap in gaps(post, picture)
    )


def _by_people(consents: Sequence[Consented]) -> list[list[Consented]]:
    people: dict[str, list[Consented]] = {}
    for one in consents:
        people.setdefault(" ".join(one.people.split()).casefold(), []).append(one)
    return list(people.values())


def _gaps_of(
    post: PostSnapshot, picture: Delivered, consents: Sequence[Consented]
) -> Iterator[Message]:
    """Yield what the consents of the same people lack together."""
    actor = [one for one in consents if not one.is_withdrawn]
    if not actor:
        yield _of(
            picture,
            "a consent for {name} ({house}), for consent {consent} was withdrawn",
            consent=consents[-1].id,
        )
        return
    # Without a date they have to hold when it is ready, and again when it is used.
    slot = post.content.slot_date or post.slot_at.date()
    timely = [one for one in actor if holds_on(one, slot)]
    if not timely:
        yield _of(
            picture, "a consent for {name} ({house}) that holds on {day}", day=slot
        )
        return
    covered = frozenset[str]().union(*(one.channels for one in timely))
    for channel in sorted(post.content.texts):
        if post.content.texts[channel] and channel not in covered:
            yield _of(
                picture,
                "a consent for {name} ({house}) that covers {channel}",
                channel=Channel(channel),
            )


def ended(post: PostSnapshot, day: date) -> tuple[tuple[Delivered, Consented], ...]:
    """Return the pictures shown to whose people no consent holds on a day.

    Beside each stands the consent of theirs that was recorded last.
    """
    return tuple(
        (picture, together[-1])
        for picture in current(post)
        if picture.answer not in REJECTED
        for together in _by_people(
            [one for one in post.consents if one.sha256 == picture.sha256]
        )
        if not any(not one.is_withdrawn and holds_on(one, day) for one in together)
    )


def holds_on(consent: Consented, day: date) -> bool:
    """Say whether a consent holds on a day, if nobody withdraws it."""
    return consent.first_day <= day <= (consent.last_day or day)
