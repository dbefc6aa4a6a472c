"""Hold mails: what the letters about holds say, from the database."""

from collections.abc import Sequence
from datetime import timedelta

from notifications.letters import holds as words
from notifications.letters.blocks import MailContent
from vorlauf.directory.model import Directory
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.letters.template_values import Addressee, campaign_of, reader_of
from vorlauf.posts.hold_queries import HeldSlot, HoldRow

_MOMENT = timedelta(seconds=1)


def values_of(hold: HoldRow, directory: Directory) -> words.HoldValues:
    """Return a hold as the words of mails take it."""
    last = None
    if hold.ends_at is not None:
        last = directory.agency.office.day_of(hold.ends_at - _MOMENT)
    return words.HoldValues(reason=hold.reason, held_by=hold.held_by, last_day=last)


def report(
    hold: HoldRow, posts: Sequence[HeldSlot], to: Addressee, office: MailContext
) -> MailContent:
    """Write the list of the posts that lie on closed days."""
    directory = office.directory
    campaign = campaign_of(directory.coordinator, directory)
    listed = [
        words.ClosedSlot(
            number=one.number, title=one.title, slot=one.slot_at, free=one.proposed_at
        )
        for one in posts
    ]
    return words.hold_report(
        reader_of(to), campaign, values_of(hold, directory), listed
    )
