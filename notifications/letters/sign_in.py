"""Letters about signing in: an invitation, and a requested link."""

from datetime import datetime

from notifications.letters import common, formatting
from notifications.letters.blocks import Letter, Link
from notifications.letters.labels import LABELS
from notifications.letters.templates import write
from notifications.letters.values import CampaignValues, Reader


def invitation(
    reader: Reader,
    campaign: CampaignValues,
    *,
    invited_by: str,
    link: str,
    until: datetime,
) -> Letter:
    """Invite somebody to Vorlauf; `link` (https:) works once, `until` then (aware)."""
    return _letter("invitation", reader, campaign, invited_by, link, until)


def sign_in_link(
    reader: Reader, campaign: CampaignValues, *, link: str, until: datetime
) -> Letter:
    """Send the link that somebody has asked for; `link` and `until` as above."""
    return _letter("sign_in_link", reader, campaign, "", link, until)


def _letter(  # noqa: PLR0913, PLR0917  (a mail needs all it says)
    name: str,
    reader: Reader,
    campaign: CampaignValues,
    invited_by: str,
    link: str,
    until: datetime,
) -> Letter:
    frame = common.frame(reader, campaign)
    values = common.of_campaign(campaign) | {
        "invited_by": common.name(invited_by),
        "until": formatting.when(until, campaign.zone, frame.lang),
    }
    words = LABELS[frame.lang]["sign_in"]
    way = (Link(words, formatting.one_line(link)),)
    return write(name, frame, values, {"way": way}, is_asking=True)
