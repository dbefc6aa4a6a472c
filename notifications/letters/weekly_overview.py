"""Weekly overview: what is overdue, due this week and due later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Heading, Items, Letter
from notifications.letters.labels import GROUPS, LINES, MISSED_LINES
from notifications.letters.layout import octets
from notifications.letters.step_labels import DUTIES
from notifications.letters.templates import write
from notifications.letters.values import (
    CampaignValues,
    LogHeadValues,
    OverviewItem,
    Reader,
)
from states.post_numbers import number_order

ROOM = 90_000  # bytes; Gmail cuts a mail at 102 kB of HTML
ROOM_BESIDE = 30_000  # bytes, in a mail that says other things first
Groups = Mapping[str, Sequence[OverviewItem]]


@dataclass(frozen=True)
class Open:
    """The open duties, and how many bytes of HTML their list may take."""

    items: Sequence[OverviewItem]
    room: int = ROOM


def overview(
    reader: Reader,
    campaign: CampaignValues,
    duties: Open,
    *,
    now: datetime,
    head: LogHeadValues | None = None,
) -> Letter:
    """List the open duties by urgency; `now` (aware) says which week this is.

    A list that would be too long for a mail ends early and says so. The audit log's
    `head` stands below, for readers who keep it.
    """
    frame = common.frame(reader, campaign)
    today = now.astimezone(campaign.zone).date()
    groups = _grouped(campaign, duties.items, today)
    shown = list(_shown(campaign, groups, frame.lang, duties.room))
    listed = sum(len(block.entries) for block in shown if isinstance(block, Items))
    values = common.of_campaign(campaign) | {
        "today": formatting.short_day(today, frame.lang),
        "count": len(duties.items),
        "left_out": len(duties.items) - listed,
        "log_head": head.head if head else "",
    }
    values |= {name: len(group) for name, group in groups.items()}
    return write("overview", frame, values, {"groups": shown})


def _grouped(
    campaign: CampaignValues, items: Sequence[OverviewItem], today: date
) -> Groups:
    groups: dict[str, list[OverviewItem]] = {
        "missed": [],
        "overdue": [],
        "this_week": [],
        "later": [],
    }
    for item in sorted(items, key=lambda item: (item.due, number_order(item.number))):
        groups[_group(campaign, item, today)].append(item)
    return groups


def _group(campaign: CampaignValues, item: OverviewItem, today: date) -> str:
    if item.is_missed:
        return "missed"
    if item.overdue_by:
        return "overdue"
    week = item.due.astimezone(campaign.zone).date().isocalendar()[:2]
    return "this_week" if week <= today.isocalendar()[:2] else "later"


def _shown(
    campaign: CampaignValues, groups: Groups, lang: str, room: int
) -> Iterator[Block]:
    left = room
    for name, group in groups.items():
        entries = []
        for item in group:
            entry = _entry(campaign, item, lang)
            left -= octets([Items("", (entry,))])
            entries += [entry] if left > 0 else []
        if entries:
            yield Heading(f"{GROUPS[lang][name]} ({len(group)})")
            yield Items("", tuple(entries))


def _entry(campaign: CampaignValues, item: OverviewItem, lang: str) -> str:
    line = MISSED_LINES[lang] if item.is_missed else LINES[lang][item.overdue_by > 0]
    return line.format(
        duty=DUTIES[lang][item.kind],
        overdue=formatting.working_days(item.overdue_by, lang),
        due=formatting.when(item.due, campaign.zone, lang).short,
        post=common.named(item.number, item.title, lang),
        asked=common.name(item.asked),
        house=common.name(item.house),
        slot=formatting.when(item.slot, campaign.zone, lang).short,
    )
