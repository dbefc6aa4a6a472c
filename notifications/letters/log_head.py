"""The head of the audit log, mailed day by day to auditors who keep it."""

from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, MailContent
from notifications.letters.layout import alone
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, LogHeadValues, Reader


def log_head(
    reader: Reader,
    campaign: CampaignValues,
    *,
    head: LogHeadValues | None,
    now: datetime,
) -> MailContent:
    """Tell the head at `now` (aware); without one, that the log does not end right."""
    frame = common.frame(reader, campaign)
    values = common.of_campaign(campaign) | {
        "today": formatting.short_day(now.astimezone(campaign.zone).date(), frame.lang),
        "is_sound": head is not None,
        "line": head.line if head else 0,
        "typed": head.typed if head else "",
    }
    facts = rows(head, campaign, frame.lang) if head else ()
    return alone(write("audit_head", frame, values, {"head": facts}))


def rows(head: LogHeadValues, campaign: CampaignValues, lang: str) -> tuple[Block, ...]:
    """List the head, when its line was written, and how it is read aloud."""
    at = str(formatting.when(head.at, campaign.zone, lang)) if head.at else ""
    return common.rows(
        lang, ("log_head", head.head), ("written", at), ("by_phone", head.brief)
    )
