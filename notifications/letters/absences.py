"""Letters about an absence that came in by a link or a mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Letter, is_page
from notifications.letters.mail_kinds import template_of
from notifications.letters.news import page_link
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, PostValues, Reader
from states.purpose import MailKind


@dataclass(frozen=True, kw_only=True)
class EnteredAbsenceValues:
    """Who is away, both days included, and whether a link or a mail has said so.

    `link` is the page on which the person can undo it.
    """

    person: str
    first: date
    last: date
    by_link: bool
    link: str = ""


def absence_entered(
    purpose: MailKind,
    reader: Reader,
    campaign: CampaignValues,
    post: PostValues,
    absence: EnteredAbsenceValues,
) -> Letter:
    """Tell the person, or the coordinator, that an absence was entered."""
    frame = common.frame(reader, campaign)
    lang = frame.lang
    values = common.of_post(campaign, post, lang) | {
        "person": common.name(absence.person),
        "first": formatting.short_day(absence.first, lang),
        "last": formatting.short_day(absence.last, lang),
        "by_link": absence.by_link,
        "has_page": is_page(absence.link),
    }
    rows = (
        ("absent_from", formatting.long_day(absence.first, lang)),
        ("absent_until", formatting.long_day(absence.last, lang)),
    )
    blocks: dict[str, Sequence[Block]] = {
        "absence": common.rows(lang, *rows),
        "way": page_link("undo_absence", absence.link, post, lang),
    }
    return write(template_of(purpose), frame, values, blocks)
