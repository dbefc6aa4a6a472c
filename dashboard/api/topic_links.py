"""Links of houses that propose topics, by the API."""

from datetime import datetime

from dashboard.api.caller import Calls
from dashboard.api.values import Key, RowKey, Text, Value
from vorlauf.accounts import topic_links
from vorlauf.accounts.topic_links import USUAL_DAYS, NewTopicLink, OpenTopicLink


class TopicLinkIn(Value):
    """A link for a house: who gets it, and for how many days it is good."""

    house: Key
    label: Text
    days: int = USUAL_DAYS


class TopicLinkOut(Value):
    """A link by which a house proposes topics."""

    key: int
    house: str
    label: str
    made_at: datetime
    made_by: str
    ends_at: datetime


class MadeTopicLinkOut(TopicLinkOut):
    """A link that was just made; its address is told this once."""

    address: str


def links(calls: Calls) -> list[TopicLinkOut]:
    """Return the links by which houses propose topics."""
    with calls.reading() as connection:
        found = topic_links.open_links(calls.call(connection))
    return [_out(one) for one in found]


def make_link(calls: Calls, wish: TopicLinkIn) -> MadeTopicLinkOut:
    """Make a link by which a house proposes topics; it is told this once."""
    new = NewTopicLink(
        by=calls.person.key, house=wish.house, label=wish.label, days=wish.days
    )
    with calls.naming(), calls.writing() as connection:
        made, secret = topic_links.make(calls.call(connection), new)
    origin = calls.parts.wiring.settings.dashboard_url
    return MadeTopicLinkOut(**vars(made), address=f"{origin}/propose/{secret}")


def revoke_link(calls: Calls, key: RowKey) -> TopicLinkOut:
    """Let such a link open nothing any more."""
    with calls.writing() as connection:
        gone = topic_links.revoke(calls.call(connection), key, calls.person.key)
    return _out(gone)


def _out(link: OpenTopicLink) -> TopicLinkOut:
    return TopicLinkOut.model_validate(link)
