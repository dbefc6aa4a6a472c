"""Digest: one mail of several letters for one reader."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from notifications.letters import common
from notifications.letters.blocks import (
    Block,
    FactList,
    Heading,
    Items,
    Letter,
    Link,
    MailContent,
    Paragraph,
)
from notifications.letters.formatting import capital
from notifications.letters.labels import ENGLISH, LABELS, THINGS
from notifications.letters.layout import alone, lay_out, octets
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, Reader

# Gmail cuts a mail at 102 kB of HTML; frame and overview need their part as well.
ROOM = 90_000  # bytes


def digest(
    reader: Reader, campaign: CampaignValues, letters: Sequence[Letter]
) -> MailContent:
    """Make one mail of several letters, in the order given: the urgent first.

    Each keeps its own words, under a heading. Where the mail would become too long,
    the less urgent sections come without their content and say how to get it. One
    letter is laid out alone. Raises ValueError for no letters at all.
    """
    if not letters:
        raise ValueError("A digest needs at least one letter.")
    if len(letters) == 1:
        return alone(letters[0])
    frame = common.frame(reader, campaign)
    entries = tuple(letter.entry for letter in letters)
    overview = Items(LABELS[frame.lang]["overview"], entries, numbered=True)
    sections = _fitting(campaign, letters, ROOM - octets([overview]))
    shortened = sum(is_shortened for _, is_shortened in sections)
    blocks: dict[str, Sequence[Block]] = {
        "overview": (overview,),
        "sections": [block for section, _ in sections for block in section],
    }
    values = common.of_campaign(campaign) | _counted(letters, frame.lang)
    together = write("digest", frame, values | {"shortened": shortened}, blocks)
    return lay_out(together.subject, frame, together.blocks)


def _counted(letters: Sequence[Letter], lang: str) -> dict[str, object]:
    most_urgent = letters[0]
    head = most_urgent.brief_head
    is_asking = any(letter.is_asking for letter in letters)
    return {
        "number": most_urgent.number,
        "title": most_urgent.title,
        "first": head[:1].lower() + head[1:] if lang == ENGLISH else head,
        "count": len(letters),
        "things": THINGS[lang][is_asking],
        "is_asking": is_asking,
    }


def _fitting(
    campaign: CampaignValues, letters: Sequence[Letter], room: int
) -> list[tuple[Sequence[Block], bool]]:
    """Give each letter its section, whole as long as room is left for the rest."""
    whole = [list(_section(n, letter)) for n, letter in enumerate(letters, 1)]
    brief = [
        [one[0], *_brief(campaign, letter)]
        for one, letter in zip(whole, letters, strict=True)
    ]
    left = room - sum(map(octets, brief))
    sections: list[tuple[Sequence[Block], bool]] = []
    for section, shortened in zip(whole, brief, strict=True):
        more = octets(section) - octets(shortened)
        fits = more <= left
        left -= more if fits else 0
        sections.append((section if fits else shortened, not fits))
    return sections


def _section(number: int, letter: Letter) -> Iterator[Block]:
    yield Heading(f"{number}. {letter.entry}")
    is_first = True
    for block in letter.blocks:
        if isinstance(block, Paragraph) and is_first:
            # Here no greeting with its comma comes before.
            yield Paragraph(capital(block.text))
            is_first = False
        elif isinstance(block, FactList):
            yield replace(block, brief=True)
        else:
            yield block


def _brief(campaign: CampaignValues, letter: Letter) -> Sequence[Block]:
    ways = [block for block in letter.blocks if isinstance(block, Link)]
    is_page = any(way.address.startswith("http") for way in ways)
    values = common.of_campaign(campaign) | {
        "number": letter.number,
        "is_asking": letter.is_asking,
        "way": "page" if is_page else "mail",
    }
    return write("shortened", letter.frame, values, {"way": ways}).blocks
