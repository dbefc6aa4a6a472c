"""A topic becomes a post: the slot that fits, what comes of it, and the draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.plan.topic import key_of_topic, which_topic
from dashboard.plan.topics import by_kind
from dashboard.post.fields import slot_of
from dashboard.web.request import PageRequest
from vorlauf.editing import new_posts
from vorlauf.errors import BadInputError, RefusedError, VorlaufError
from vorlauf.plan.topics import topic_changes, topic_posts, topic_queries
from vorlauf.plan.topics.topic_balance import TopicBalance, topic_balance
from vorlauf.plan.topics.topic_list import next_window
from vorlauf.plan.topics.topic_posts import TakeWish, TopicSlot


def page(request: PageRequest) -> Response:
    """Show the slot that fits a topic, or another one, and what comes of it."""
    try:
        slot_at = _slot(request, request.query) if request.query.get("day") else None
        return _show(request, slot_at)
    except (BadInputError, RefusedError) as error:
        return _show(request, None, error)


def take(request: PageRequest) -> Response:
    """Make the draft at the slot that was shown."""
    fields = {name: request.form.line(name) for name in ("day", "hour")}
    slot_at = None
    try:
        slot_at = _slot(request, fields)
        with request.writing() as connection:
            call = request.call(connection)
            wish = TakeWish(which=which_topic(request), slot_at=slot_at)
            number = topic_posts.take(call, wish)
            topic = topic_changes.found(call, wish.which.key)
    except VorlaufError as error:
        return _show(request, None, error)
    said = request.words.gettext("%(number)s is planned as a draft: %(when)s.") % {
        "number": number,
        "when": request.words.moment(slot_at),
    }
    return request.go(
        f"/posts/{number}",
        said=said,
        undo_topic=str(topic.id),
        undo_seen=topic.row_version,
    )


def _slot(request: PageRequest, given: Mapping[str, str]) -> datetime:
    return slot_of(request, given.get("day", ""), given.get("hour", "") or "10:00")


def _show(
    request: PageRequest, slot_at: datetime | None, error: VorlaufError | None = None
) -> Response:
    slot: TopicSlot | None = None
    balance: list[TopicBalance] = []
    with request.reading() as connection:
        request.around(connection)
        call = request.call(connection)
        topic = topic_changes.found(call, key_of_topic(request))
        try:
            slot = topic_posts.slot_for(call, topic.id, request.person.key, slot_at)
        except (BadInputError, RefusedError) as refused:
            error = error or refused
        if slot is not None:
            year = request.words.local_day(slot.slot_at).year
            draft = new_posts.draft_of(call, topic_posts.post_of(slot, request.person))
            topics = topic_queries.all_topics(connection, request.directory)
            balance = topic_balance(call, topics, year, (topic, draft))
    local = slot.slot_at.astimezone(request.directory.campaign.zone) if slot else None
    today = request.words.local_day(request.now)
    return request.page(
        "topic_slot.html",
        status=status_again(error) if error else 200,
        faults=[("day", request.say(error))] if error else [],
        topic=topic,
        window=next_window(topic, today),
        slot=slot,
        is_chosen=slot_at is not None,
        day=f"{local:%Y-%m-%d}" if local else "",
        hour=f"{local:%H:%M}" if local else "",
        splits=[
            (kind, [one for one in rows if one.more]) for kind, rows in by_kind(balance)
        ],
        year=local.year if local else 0,
    )


PAGES: Final = {"plan.topic_slot": page, "plan.take_topic": take}
