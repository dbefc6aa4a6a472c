"""Common values: what every letter says of its reader, its campaign and its post.

Control and direction marks are taken out of names and titles, so no value can break a
header; post texts and comments are kept word by word.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from notifications.letters import formatting
from notifications.letters.blocks import Block, FactList, Frame, Items, PostText, Quote
from notifications.letters.formatting import When
from notifications.letters.labels import LABELS
from notifications.letters.values import (
    CampaignValues,
    PictureValues,
    PostValues,
    Reader,
)

TITLE_IN_PROSE = 80  # characters; the facts below give it in full
NAME_IN_PROSE = 80  # characters; longer ones are cut everywhere


class Both(NamedTuple):
    """A value as it is written in full, and in a digest."""

    whole: str
    brief: str


Value = str | When | Both


def frame(reader: Reader, campaign: CampaignValues) -> Frame:
    """Greet the reader and sign for the campaign, in the reader's language."""
    lang = formatting.language(reader.language)
    labels = LABELS[lang]
    own = reader.name == campaign.coordinator_name
    sender = ("Vorlauf",) if own else (campaign.coordinator_name,)
    return Frame(
        lang=lang,
        greeting=labels["greeting"].format(name=name(reader.name)),
        closing=labels["closing"],
        signature=tuple(name(line) for line in (*sender, campaign.name)),
    )


def name(given: str) -> str:
    """Make a name fit to stand in a sentence or a subject."""
    return formatting.shortened(formatting.one_line(given), NAME_IN_PROSE)


def of_campaign(campaign: CampaignValues) -> dict[str, object]:
    """Return whom the reader can turn to, as the words name it."""
    coordinator = name(campaign.coordinator_name)
    email = formatting.one_line(campaign.coordinator_email)
    return {
        "campaign": name(campaign.name),
        "coordinator_name": coordinator,
        "coordinator": f"{coordinator} ({email})",
    }


def of_post(campaign: CampaignValues, post: PostValues, lang: str) -> dict[str, object]:
    """Return the values about a post and its campaign that the words may use."""
    return of_campaign(campaign) | {
        "number": formatting.one_line(post.number),
        "title": formatting.one_line(post.title),
        "post": named(post.number, post.title, lang),
        "slot": formatting.when(post.slot, campaign.zone, lang),
        "slot_passed": post.slot_passed,
        "is_reserve": post.is_reserve,
        "slot_day_over": post.slot_day_over,
        "version": post.version,
        "is_first": post.is_first,
    }


def named(number: str, title: str, lang: str) -> str:
    """Name a post in a sentence, with its number and a title that is not too long."""
    left, right = formatting.QUOTES[lang]
    short_title = formatting.shortened(formatting.one_line(title), TITLE_IN_PROSE)
    return f"{formatting.one_line(number)} {left}{short_title}{right}"


def facts(
    campaign: CampaignValues,
    post: PostValues,
    lang: str,
    *more: tuple[str, Value],
    has_version: bool = True,
) -> tuple[FactList]:
    """List the facts of a post, then `more` rows of (label's key, value).

    In a digest what is asked comes first; the post stands in the heading there.
    """
    at = formatting.when(post.slot, campaign.zone, lang)
    slot: tuple[str, Value] = ("slot", _reserve(post, lang) if post.is_reserve else at)
    title = ("post", f"{post.number} {post.title}")
    houses = ("houses", ", ".join(post.houses))
    version = _version(post, lang) if has_version else {}
    fields = (*version.items(), *post.fields.items())
    (whole,) = rows(lang, title, slot, houses, *fields, *more)
    (brief,) = rows(lang, *more, slot, *fields)
    return (FactList(whole.rows, in_brief=brief.in_brief),)


def _reserve(post: PostValues, lang: str) -> str:
    """Return what stands for the slot of a reserve: when it may appear."""
    labels = LABELS[lang]
    first, last = (
        formatting.short_day(day, lang) if day else ""
        for day in (post.reserve_from, post.reserve_until)
    )
    said = [labels["reserve"]]
    said += [labels["reserve_from"].format(day=first)] if first else []
    said += [labels["reserve_until"].format(day=last)] if last else []
    return ", ".join(said)


def _version(post: PostValues, lang: str) -> Mapping[str, Value]:
    """Return the row of the version; whoever sees the first needs no number."""
    if post.is_first:
        labels = LABELS[lang]
        return {"shown": Both(labels["first_time"], labels["first_time_brief"])}
    return {"version": str(post.version)}


def rows(lang: str, *pairs: tuple[str, Value]) -> tuple[FactList]:
    """List values under their labels; what is empty is left out."""
    said = [
        (LABELS[lang][key], *map(formatting.one_line, _both(value)))
        for key, value in pairs
    ]
    return (
        FactList(
            tuple((label, whole) for label, whole, _ in said if whole),
            in_brief=tuple((label, brief) for label, _, brief in said if brief),
        ),
    )


def _both(value: Value) -> Both:
    if isinstance(value, When):
        return Both(str(value), f"{value.short}, {value.clock}")
    return Both(value, value) if isinstance(value, str) else value


def content(post: PostValues, lang: str) -> tuple[Block, ...]:
    """Show all that the public will see: texts by channel, pictures.

    A text that several channels share is shown once.
    """
    labels = LABELS[lang]
    texts = (
        PostText(
            labels["text_for"].format(channel=channels(keys, lang)),
            formatting.many_lines(text),
            channels=tuple(keys),
        )
        for text, keys in by_text(post.texts)
    )
    return (*texts, _pictures(post, labels))


def _pictures(post: PostValues, labels: Mapping[str, str]) -> Items:
    if not post.pictures:
        return Items(labels["pictures"], (labels["no_pictures"],))
    return Items(
        labels["pictures"],
        tuple(_picture(picture, labels) for picture in post.pictures),
        in_brief=tuple(_described(picture, labels, "") for picture in post.pictures),
    )


def by_text(texts: Mapping[str, str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each text once, with the channels that it is for."""
    for text in dict.fromkeys(texts.values()):
        yield text, [channel for channel, same in texts.items() if same == text]


def channels(keys: Sequence[str], lang: str) -> str:
    """Name channels in a sentence, as they write themselves."""
    names = [formatting.one_line(formatting.channel(key)) for key in keys]
    return formatting.together(names, lang)


def places(permalinks: Mapping[str, str]) -> tuple[FactList, ...]:
    """List where a post can be seen, by channel; nothing if that is not known."""
    rows = tuple(
        (formatting.one_line(formatting.channel(channel)), formatting.one_line(place))
        for channel, place in permalinks.items()
    )
    return (FactList(rows),) if rows else ()


def quoted(label: str, words: str, lang: str) -> tuple[Quote, ...]:
    """Quote somebody word by word, or nothing if nothing was said."""
    kept = formatting.many_lines(words)
    return (Quote(LABELS[lang][label], kept),) if kept else ()


def _picture(picture: PictureValues, labels: Mapping[str, str]) -> str:
    name, house = formatting.one_line(picture.name), formatting.one_line(picture.house)
    described = _described(picture, labels, labels["alt_text"])
    return f"{name} ({house}). {described}"


def _described(picture: PictureValues, labels: Mapping[str, str], label: str) -> str:
    """Return the alt text, after its label, and the credit."""
    alt_text = formatting.one_line(picture.alt_text)
    said = f"{label} {alt_text}".strip() if alt_text else labels["no_alt"]
    credit = formatting.one_line(picture.credit)
    if credit:
        said = f"{said.rstrip('.')}. " + labels["credit"].format(name=credit)
    return said
