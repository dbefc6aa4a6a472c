"""Letters about an absence that was entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Items, Letter, is_page
from notifications.letters.labels import LABELS
from notifications.letters.mail_kinds import template_of
from notifications.letters.news import page_link
from notifications.letters.step_labels import DUTIES
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, PostValues, Reader
from states.post import StepKind
from states.purpose import MailKind

# So many steps without anybody stand in a mail.
MOST: Final = 30


@dataclass(frozen=True, kw_only=True)
class UnattendedValues:
    """A step for which nobody is there; instants are aware."""

    number: str
    title: str
    kind: StepKind
    house: str
    due: datetime
    slot: datetime


@dataclass(frozen=True, kw_only=True)
class EnteredAbsenceValues:
    """Who is away, both days included, and whether a link or a mail has said so.

    `link` is the page on which the person can undo it. `by_account` says that somebody
    has entered it who had signed in. `unattended` are the steps for which nobody is
    there then.
    """

    person: str
    first: date
    last: date
    by_link: bool
    link: str = ""
    by_account: bool = False
    unattended: tuple[UnattendedValues, ...] = ()


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
        "by_account": absence.by_account,
        "unattended": len(absence.unattended),
        "more": max(0, len(absence.unattended) - MOST),
        "has_page": is_page(absence.link),
    }
    rows = (
        ("absent_from", formatting.long_day(absence.first, lang)),
        ("absent_until", formatting.long_day(absence.last, lang)),
    )
    blocks: dict[str, Sequence[Block]] = {
        "absence": common.rows(lang, *rows),
        "unattended": unattended(absence.unattended, campaign, lang),
        "way": page_link("undo_absence", absence.link, post, lang),
    }
    return write(template_of(purpose), frame, values, blocks)


def unattended(
    steps: Sequence[UnattendedValues], campaign: CampaignValues, lang: str
) -> tuple[Block, ...]:
    """Return the list of the first `MOST` steps for which nobody is there."""
    entries = tuple(
        LABELS[lang]["unattended"].format(
            post=common.named(one.number, one.title, lang),
            duty=DUTIES[lang][one.kind],
            house=common.name(one.house),
            due=formatting.when(one.due, campaign.zone, lang).short,
            slot=formatting.when(one.slot, campaign.zone, lang).short,
        )
        for one in steps[:MOST]
    )
    return (Items("", entries),) if entries else ()
