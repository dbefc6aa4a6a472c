"""Publications by adapters for programs: their log, published again, left by hand."""

from datetime import datetime
from enum import StrEnum

from dashboard.api.caller import Calls
from dashboard.api.values import Number, Text, Value
from vorlauf.posts import publication_queries
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import acts
from vorlauf.publishing.acts import PublicationAct
from vorlauf.workflow.manual_actions import overseer


class PublicationWish(StrEnum):
    """What is to be done about a publication."""

    AGAIN = "again"
    BY_HAND = "by_hand"


class PublicationIn(Value):
    """A channel that is to be published again, or left to be published by hand."""

    channel: Text
    act: PublicationWish
    comment: Text | None = None


class PublicationOut(Value):
    """What became of one version on one channel; `reason` is empty if all is well."""

    channel: str
    version: int
    way: str
    state: str
    attempts: int
    planned_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    permalink: str
    reason: str
    needs_person: bool


def publications(calls: Calls, number: Number) -> list[PublicationOut]:
    """Return what adapters did about a post, by channel, the newest version last."""
    with calls.reading() as connection:
        post = calls.post(connection, number)
        rows = publication_queries.of_post(connection, post.id)
    return [_out(one) for one in rows]


def act_publication(
    calls: Calls, number: Number, wish: PublicationIn
) -> PublicationOut:
    """Publish a channel again, or leave it to be published by hand."""
    with calls.writing() as connection:
        calls.post(connection, number)
        with calls.naming():
            by = overseer(
                calls.directory,
                calls.person.key,
                comment=wish.comment or "",
                door=calls.door,
            )
            wanted = PublicationAct(number=number, channel=wish.channel, by=by)
            is_again = wish.act is PublicationWish.AGAIN
            do = acts.publish_again if is_again else acts.leave_by_hand
            row = do(calls.call(connection), wanted)
    return _out(row)


def _out(row: PublicationRow) -> PublicationOut:
    return PublicationOut(
        channel=row.channel,
        version=row.version,
        way=row.way.value,
        state=row.state.value,
        attempts=row.attempts,
        planned_at=row.planned_at,
        due_at=row.due_at,
        settled_at=row.settled_at,
        permalink=row.permalink,
        reason=str(row.error),
        needs_person=row.needs_person,
    )
