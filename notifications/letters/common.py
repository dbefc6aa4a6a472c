"""Common values: what every letter says of its reader, its campaign and its post.

Control and direction marks are taken out of names and titles, so no value can break a
header; post texts and comments are kept word by word.
"""

from collections.abc import Mapping

from notifications.letters import formatting
from notifications.letters.blocks import Block, FactList, Frame, Items, Quote
from notifications.letters.labels import LABELS
from notifications.letters.values import (
    CampaignValues,
    PictureValues,
    PostValues,
    Reader,
)

TITLE_IN_PROSE = 80  # characters; the facts below give it in full
NAME_IN_PROSE = 80  # characters; longer ones are cut everywhere


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
        "version": post.version,
    }


def named(number: str, title: str, lang: str) -> str:
    """Name a post in a sentence, with its number and a title that is not too long."""
    left, right = formatting.QUOTES[lang]
    short_title = formatting.shortened(formatting.one_line(title), TITLE_IN_PROSE)
    return f"{formatting.one_line(number)} {left}{short_title}{right}"


def facts(
    campaign: CampaignValues, post: PostValues, lang: str, *more: tuple[str, str]
) -> tuple[FactList]:
    """List the facts of a post, then `more` rows of (label's key, value)."""
    return rows(
        lang,
        ("post", f"{post.number} {post.title}"),
        ("slot", str(formatting.when(post.slot, campaign.zone, lang))),
        ("houses", ", ".join(post.houses)),
        ("version", str(post.version)),
        *post.fields.items(),
        *more,
    )


def rows(lang: str, *pairs: tuple[str, str]) -> tuple[FactList]:
    """List values under their labels; what is empty is left out."""
    said = ((LABELS[lang][key], formatting.one_line(value)) for key, value in pairs)
    return (FactList(tuple((label, value) for label, value in said if value)),)


def content(post: PostValues, lang: str) -> tuple[Block, ...]:
    """Show all that the public will see: texts by channel, pictures."""
    labels = LABELS[lang]
    texts = (
        Quote(
            labels["text_for"].format(
                channel=formatting.one_line(formatting.channel(key))
            ),
            formatting.many_lines(text),
        )
        for key, text in post.texts.items()
    )
    pictures = tuple(_picture(picture, labels) for picture in post.pictures)
    return (*texts, Items(labels["pictures"], pictures or (labels["no_pictures"],)))


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
    alt_text = formatting.one_line(picture.alt_text)
    said = labels["alt_text"].format(text=alt_text) if alt_text else labels["no_alt"]
    credit = formatting.one_line(picture.credit)
    if credit:
        said = f"{said.rstrip('.')}. " + labels["credit"].format(name=credit)
    name, house = formatting.one_line(picture.name), formatting.one_line(picture.house)
    return f"{name} ({house}). {said}"
