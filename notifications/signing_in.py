"""The letters by which somebody signs in: an invitation, and a link asked for."""

from datetime import datetime

from notifications import particulars, wording
from notifications.letters import Letter, Link
from notifications.messages import Campaign, Reader
from notifications.vocabulary import LABELS
from notifications.words import write


def invitation(
    reader: Reader, campaign: Campaign, *, invited_by: str, link: str, until: datetime
) -> Letter:
    """Invite somebody to Vorlauf; `link` (https:) works once, `until` then (aware)."""
    return _letter("invitation", reader, campaign, invited_by, link, until)


def sign_in_link(
    reader: Reader, campaign: Campaign, *, link: str, until: datetime
) -> Letter:
    """Send the link that somebody has asked for; `link` and `until` as above."""
    return _letter("sign_in_link", reader, campaign, "", link, until)


def _letter(  # noqa: PLR0913, PLR0917  (a mail needs all it says)
    name: str,
    reader: Reader,
    campaign: Campaign,
    invited_by: str,
    link: str,
    until: datetime,
) -> Letter:
    frame = particulars.frame(reader, campaign)
    values = particulars.of_campaign(campaign) | {
        "invited_by": particulars.name(invited_by),
        "until": wording.when(until, campaign.zone, frame.lang),
    }
    words = LABELS[frame.lang]["sign_in"]
    way = (Link(words, wording.one_line(link)),)
    return write(name, frame, values, {"way": way}, is_asking=True)
