"""Digest: one mail of several letters for one reader.

What all letters explain stands there once; each section has its link first, and of a
long text the beginning, if the whole can be read on the page behind the link.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from notifications.letters import common, requests
from notifications.letters.blocks import (
    Block,
    FactList,
    Heading,
    Items,
    Letter,
    Link,
    MailContent,
    Paragraph,
    PostText,
    Quote,
    subject_line,
)
from notifications.letters.formatting import (
    capital,
    shortened_text,
)
from notifications.letters.labels import ENGLISH, LABELS, THINGS
from notifications.letters.layout import lay_out, octets
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, Reader

# Gmail cuts a mail at 102 kB of HTML; frame and overview need their part as well.
ROOM = 90_000  # bytes
LONGEST_TEXT = 600  # characters of a post's text; of a longer one the beginning


@dataclass(frozen=True)
class Beside:
    """What a mail says beside its letters.

    That is the weekly `overview`, and of how many `more` matters the list stands on a
    `page` (its address, empty if there is none).
    """

    overview: Letter | None = None
    more: int = 0
    page: str = ""

    def blocks(self) -> list[Block]:
        """Return the blocks of the overview under its subject, none without one."""
        if self.overview is None:
            return []
        return [Heading(self.overview.subject), *self.overview.blocks]


NOTHING: Final = Beside()


def digest(
    reader: Reader,
    campaign: CampaignValues,
    letters: Sequence[Letter],
    beside: Beside = NOTHING,
) -> MailContent:
    """Make one mail of several letters, in the order given: the urgent first.

    Each keeps its own words, under a heading. Where the mail would become too long,
    the less urgent sections come without their content and say how to get it. One
    letter is laid out alone. What is `beside` the letters stands below, or as a number
    above. Raises ValueError for no letters at all.
    """
    if not letters:
        raise ValueError("A digest needs at least one letter.")
    below = beside.blocks()
    if len(letters) == 1:
        only = letters[0]
        return lay_out(only.subject, only.frame, [*only.blocks, *below])
    frame = common.frame(reader, campaign)
    entries = tuple(letter.entry for letter in letters)
    overview = Items(
        LABELS[frame.lang]["overview"],
        entries,
        numbered=True,
        links=tuple(
            letter.ways[0].address if letter.ways else "" for letter in letters
        ),
    )
    sections = _fitting(campaign, letters, ROOM - octets([overview, *below]))
    shortened = sum(is_shortened for _, is_shortened in sections)
    blocks: dict[str, Sequence[Block]] = {
        "overview": (overview,),
        "sections": [block for section, _ in sections for block in section],
        "more": [Link(LABELS[frame.lang]["list_of_all"], beside.page)]
        if beside.page
        else [],
    }
    values = common.of_campaign(campaign) | _counted(letters, beside.more, frame.lang)
    values |= requests.in_place_of(reader, frame.lang)
    together = write(
        "digest",
        frame,
        values
        | {"shortened": shortened, "more": beside.more, "has_list": bool(beside.page)},
        blocks,
    )
    return lay_out(together.subject, frame, [*_explained(together.blocks), *below])


def _explained(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; what stands below the overview takes less room."""
    is_below = False
    for block in blocks:
        is_below = is_below or isinstance(block, Items)
        if is_below and isinstance(block, Paragraph):
            yield replace(block, brief=True)
        else:
            yield block


def _counted(letters: Sequence[Letter], more: int, lang: str) -> dict[str, object]:
    most_urgent = letters[0]
    head = most_urgent.brief_head
    is_asking = any(letter.is_asking for letter in letters)
    notes = {note for letter in letters for note in letter.notes}
    return {
        "number": most_urgent.number,
        "title": most_urgent.title,
        "first": head[:1].lower() + head[1:] if lang == ENGLISH else head,
        "count": len(letters) + more,
        "things": THINGS[lang][is_asking],
        "is_asking": is_asking,
        "notes": notes,
        "is_answered": any(note.is_about_answering for note in notes),
    }


def _fitting(
    campaign: CampaignValues, letters: Sequence[Letter], room: int
) -> list[tuple[Sequence[Block], bool]]:
    """Give each letter its section, whole as long as room is left for the rest.

    Where not even short ones fit, the least urgent stand in the overview alone.
    """
    whole = [list(_section(n, letter)) for n, letter in enumerate(letters, 1)]
    brief = [
        [one[0], *_brief(campaign, letter)]
        for one, letter in zip(whole, letters, strict=True)
    ]
    left = room - sum(map(octets, brief))
    for at in reversed(range(len(brief))):
        if left >= 0:
            break
        left += octets(brief[at])
        brief[at] = []
    sections: list[tuple[Sequence[Block], bool]] = []
    for section, shortened in zip(whole, brief, strict=True):
        more = octets(section) - octets(shortened)
        fits = bool(shortened) and more <= left
        left -= more if fits else 0
        sections.append((section if fits else shortened, not fits))
    return sections


def _section(number: int, letter: Letter) -> Iterator[Block]:
    yield Heading(_heading(number, letter))
    yield from _ways(letter)
    has_page = any(way.is_page for way in letter.ways)
    lang = letter.frame.lang
    is_first = True
    shown = list(_in_brief(letter))
    for block in shown:
        if isinstance(block, Paragraph) and is_first:
            # Here no greeting with its comma comes before.
            yield replace(block, text=capital(block.text))
            is_first = False
        elif isinstance(block, PostText) and has_page:
            yield _beginning(block, lang)
        else:
            yield block
    if has_page and any(map(_is_long, shown)):
        words = LABELS[lang]["in_full"].format(number=letter.number)
        yield replace(letter.ways[0], words=words)


def _ways(letter: Letter) -> Iterator[Link]:
    return (replace(way, words=way.in_brief or way.words) for way in letter.ways)


def _heading(number: int, letter: Letter) -> str:
    """Return what is asked, without its date; for news, what they are."""
    if not letter.notes:
        return f"{number}. {letter.entry}"
    named = subject_line(letter.duty, letter.number, letter.title, letter.frame.lang)
    return f"{number}. {named}"


def _in_brief(letter: Letter) -> Iterator[Block]:
    """Yield the blocks of a section, without what the digest says once for all."""
    texts = [block for block in letter.blocks if isinstance(block, PostText)]
    for block in letter.blocks:
        match block:
            case Link():
                pass
            case Paragraph() if block.is_for_one:
                pass
            case FactList():
                yield replace(block, rows=block.in_brief or block.rows, brief=True)
            case PostText():
                if block is texts[0]:
                    yield from _texts(texts, letter.frame.lang)
            case Items():
                entries = block.in_brief or block.entries
                yield replace(block, entries=entries, brief=True)
            case Paragraph() | Quote():
                yield replace(block, brief=True)
            case _:
                yield block


def _texts(texts: Sequence[PostText], lang: str) -> Iterator[PostText]:
    """Yield texts in brief; of one that goes on from another only what it adds."""
    base = {id(text): _begun_by(text, texts) for text in texts}
    for text in texts:
        if base[id(text)] is not None:
            continue
        longer = [one for one in texts if base[id(one)] is text]
        keys = [*text.channels, *(key for one in longer for key in one.channels)]
        yield replace(text, label=common.channels(keys, lang), brief=True)
        for one in longer:
            more = LABELS[lang]["as_well"]
            label = more.format(channel=common.channels(one.channels, lang))
            rest = one.text[len(text.text) :].strip("\n")
            yield replace(one, label=label, text=rest, brief=True)


def _begun_by(text: PostText, texts: Sequence[PostText]) -> PostText | None:
    """Return the text with which this one begins, if it is another's whole text."""
    others = (
        one for one in texts if one.text and text.text.startswith(f"{one.text}\n")
    )
    return min(others, key=lambda one: len(one.text), default=None)


def _is_long(block: Block) -> bool:
    return isinstance(block, PostText) and len(block.text) > LONGEST_TEXT


def _beginning(block: PostText, lang: str) -> PostText:
    """Return of a long text the beginning, which says so."""
    if not _is_long(block):
        return block
    label = LABELS[lang]["beginning"].format(part=block.label)
    return replace(block, label=label, text=shortened_text(block.text, LONGEST_TEXT))


def _brief(campaign: CampaignValues, letter: Letter) -> Sequence[Block]:
    is_page = any(way.is_page for way in letter.ways)
    values = common.of_campaign(campaign) | {
        "number": letter.number,
        "is_asking": letter.is_asking,
        "way": "page" if is_page else "mail",
    }
    return write("shortened", letter.frame, values, {"way": list(_ways(letter))}).blocks
