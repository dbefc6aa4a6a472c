"""One topic: the form of a new one, the form of one that is kept, and its acts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from starlette.responses import Response

from dashboard.components.form_errors import given_day, status_again
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from states.recurring_days import RECURRING_DAYS, RecurringDay
from vorlauf.db.call import Call
from vorlauf.db.topic_tables import TopicState
from vorlauf.directory.model import SHARING
from vorlauf.editing.new_posts import takes_part
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, VorlaufError
from vorlauf.plan.topics import topic_changes, topic_posts
from vorlauf.plan.topics.topic_changes import NOTHING, NewTopic, SeenTopic
from vorlauf.plan.topics.topic_list import next_window
from vorlauf.plan.topics.topic_rows import WORDS, TopicRow, TopicWords
from vorlauf.plan.topics.topic_series import TopicSeries
from vorlauf.plan.topics.topic_words import differences, faults_of, stripped

PATH: Final = "/plan/topics"
_TEXTS: Final = ("title", "note", "theme", "format", "season", "day_rule")
_DAYS: Final = ("not_before", "until")
# A rule of one's own stands beside the list of days.
_BESIDE: Final = ("day_own", "series", "every", "parts")
Faults = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class TopicForm:
    """What the form of a topic holds: texts as they were typed, and what is ticked."""

    texts: Mapping[str, str]
    houses: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    wants_picture: bool = True


_EMPTY: Final = TopicForm(texts=dict.fromkeys((*_TEXTS, *_DAYS, *_BESIDE), ""))


def new(request: PageRequest) -> Response:
    """Show the empty form."""
    channels = frozenset(request.directory.campaign.channels)
    typed = TopicForm(texts=_EMPTY.texts, channels=channels)
    return _show(request, typed)


def add(request: PageRequest) -> Response:
    """Keep a topic, or each part of a series."""
    typed = _typed(request)
    try:
        words = TopicWords(**_words(request, typed))
        _check_channels(request, typed)
        wanted = NewTopic(words=words, series=_series(request, typed))
        with request.writing() as connection:
            kept = topic_changes.add(
                request.call(connection), [wanted], request.person.key
            )
    except VorlaufError as error:
        return _again(request, typed, error)
    said = request.words.ngettext(
        "%(num)s topic is kept.", "%(num)s topics are kept.", len(kept)
    ) % {"num": len(kept)}
    undo = str(kept[0].id) if len(kept) == 1 else ""
    return request.go(PATH, said=said, undo_topic=undo, undo_seen=1)


def page(request: PageRequest) -> Response:
    """Show a topic, and what can be done with it."""
    with request.reading() as connection:
        topic = topic_changes.found(request.call(connection), key_of_topic(request))
    return _show(request, _form_of(request, topic), topic=topic)


def save(request: PageRequest) -> Response:
    """Keep what was changed of a topic."""
    typed = _typed(request)
    try:
        changes = _words(request, typed)
        _check_channels(request, typed)
        with request.writing() as connection:
            saved = topic_changes.edit(
                request.call(connection), which_topic(request), changes
            )
    except VorlaufError as error:
        return _again(request, typed, error)
    return _done(request, saved, request.words.gettext("Topic %(id)s is saved."))


def act(request: PageRequest) -> Response:
    """Accept, drop, put back or undo, or take a post back."""
    name = request.path["act"]
    if name not in _ACTS:
        raise NotFoundError("There is no such act.")
    try:
        with request.writing() as connection:
            call, which = request.call(connection), which_topic(request)
            before = topic_changes.found(call, which.key)
            done = _ACTS[name](request, call, which)
    except (BadInputError, ConflictError) as error:
        with request.reading() as connection:
            topic = topic_changes.found(request.call(connection), key_of_topic(request))
        return _show(
            request,
            _form_of(request, topic),
            topic=topic,
            again=_Again([("reason", request.say(error))], status_of(error)),
        )
    said = {
        TopicState.OPEN: request.words.gettext("Topic %(id)s is open."),
        TopicState.PROPOSED: request.words.gettext("Topic %(id)s is proposed."),
        TopicState.TAKEN: request.words.gettext("Topic %(id)s is taken."),
        TopicState.DROPPED: request.words.gettext("Topic %(id)s is dropped."),
    }[done.state]
    if gone := set(before.untouched) - set(done.untouched):
        withdrawn = request.words.gettext("%(number)s is withdrawn.")
        said = f"{withdrawn % {'number': gone.pop()}} {said}"
    return _done(request, done, said)


def _give_back(request: PageRequest, call: Call, which: SeenTopic) -> TopicRow:
    return topic_posts.give_back(call, which, request.form.line("post"))


def _drop(request: PageRequest, call: Call, which: SeenTopic) -> TopicRow:
    return topic_changes.drop(call, which, request.form.line("reason"))


_ACTS: Final[Mapping[str, Callable[[PageRequest, Call, SeenTopic], TopicRow]]] = {
    "accept": lambda _, call, which: topic_changes.accept(call, which),
    "drop": _drop,
    "give-back": _give_back,
    "restore": lambda _, call, which: topic_changes.restore(call, which),
    "undo": lambda _, call, which: topic_posts.undo(call, which),
}


def key_of_topic(request: PageRequest) -> int:
    """Return the key of the topic of the path. Raises `NotFoundError`."""
    return request.key("key", "There is no such topic.")


def which_topic(request: PageRequest) -> SeenTopic:
    """Return which topic is acted on, as the form has shown it."""
    return SeenTopic(
        key=key_of_topic(request),
        actor=request.person.key,
        # Without a number nothing was seen that could have changed.
        seen=request.form.number("seen") or 0,
    )


def _done(request: PageRequest, topic: TopicRow, said: str) -> Response:
    return request.go(
        PATH,
        said=said % {"id": topic.id},
        # A post that was taken back is no draft any more.
        undo_topic=str(topic.id) if topic.before != NOTHING else "",
        undo_seen=topic.row_version,
    )


@dataclass(frozen=True)
class _Again:
    faults: Faults = field(default_factory=list)
    status: int = 200


def _again(request: PageRequest, typed: TopicForm, error: VorlaufError) -> Response:
    """Show the form again, each fault at its field."""
    faults: Faults = []
    try:
        words = stripped(TopicWords(**_words(request, typed)))
        named = faults_of(words, request.directory)
        faults = [(where, request.say(said)) for where, said in named]
        if not typed.channels:
            faults.append(("channels", _no_channel(request)))
    except VorlaufError as unread:
        faults = [("", request.say(unread))]
    topic = None
    if "key" in request.path:
        with request.reading() as connection:
            topic = topic_changes.found(request.call(connection), key_of_topic(request))
    if topic is not None and isinstance(error, ConflictError):
        told = [("", request.say(error)), *_overwritten(request, typed, topic)]
        faults = [*told, *faults]
    again = _Again(faults or [("", request.say(error))], status_again(error))
    return _show(request, typed, topic=topic, again=again)


def _overwritten(request: PageRequest, typed: TopicForm, topic: TopicRow) -> Faults:
    """Return what somebody else has saved meanwhile that saving again would change.

    The form is about their version then, so it has to be shown.
    """
    words = stripped(TopicWords(**_words(request, typed)))
    sentence = request.words.gettext("Saved again, this changes: %(what)s")
    return [
        (name, sentence % {"what": request.say(found)})
        for name, found in differences(topic.words, words)
    ]


def _typed(request: PageRequest) -> TopicForm:
    form = request.form
    return TopicForm(
        texts={name: form.text(name) for name in (*_TEXTS, *_DAYS, *_BESIDE)},
        houses=frozenset(form.many("house")),
        channels=frozenset(form.many("channel")),
        wants_picture=form.has("wants_picture"),
    )


def _words(request: PageRequest, typed: TopicForm) -> dict[str, Any]:
    directory = request.directory
    days = {
        name: given_day(request, text) if (text := typed.texts[name].strip()) else None
        for name in _DAYS
    }
    channels = directory.campaign.channels
    is_all = typed.channels >= set(channels)
    return {
        **{name: typed.texts[name] for name in _TEXTS},
        "day_rule": typed.texts["day_own"] or typed.texts["day_rule"],
        **days,
        "houses": tuple(one for one in directory.houses if one in typed.houses)
        or tuple(typed.houses),
        "channels": () if is_all else tuple(sorted(typed.channels)),
        "wants_picture": typed.wants_picture,
    }


def _check_channels(request: PageRequest, typed: TopicForm) -> None:
    """Raise `BadInputError` unless a channel is ticked: none is kept as all of them."""
    if not typed.channels:
        raise BadInputError(_no_channel(request))


def _no_channel(request: PageRequest) -> str:
    return request.words.gettext("Choose at least one channel.")


def _series(request: PageRequest, typed: TopicForm) -> TopicSeries | None:
    name = typed.texts["series"].strip()
    if not name:
        return None
    form = request.form
    return TopicSeries(
        name=name, every=form.number("every") or 0, parts=form.number("parts") or 0
    )


def _form_of(request: PageRequest, topic: TopicRow) -> TopicForm:
    texts = {name: getattr(topic, name) for name in WORDS if name in _TEXTS}
    days = {
        name: day.isoformat() if (day := getattr(topic, name)) else "" for name in _DAYS
    }
    channels = topic.channels or request.directory.campaign.channels
    if topic.day_rule not in RECURRING_DAYS:
        days |= {"day_own": topic.day_rule}
    return TopicForm(
        texts={**dict.fromkeys(_BESIDE, ""), **texts, **days},
        houses=frozenset(topic.houses),
        channels=frozenset(channels),
        wants_picture=topic.wants_picture,
    )


def _show(
    request: PageRequest,
    typed: TopicForm,
    *,
    topic: TopicRow | None = None,
    again: _Again = _Again(),
) -> Response:
    today = request.words.local_day(request.now)
    houses = request.directory.houses
    kept = [key for key in typed.houses if key not in houses]
    return request.page(
        "topic.html",
        status=again.status,
        faults=again.faults,
        typed=typed,
        topic=topic,
        window=next_window(topic, today) if topic else None,
        houses=[key for key, one in houses.items() if one.kind in SHARING] + kept,
        below=[
            key
            for key, one in houses.items()
            if takes_part(one) and one.kind not in SHARING
        ],
        days=[
            (key, f"{one.name} ({request.words.day(_next_day(one, today))})")
            for key, one in RECURRING_DAYS.items()
        ],
        path=f"{PATH}/{topic.id}" if topic else f"{PATH}/new",
    )


def _next_day(one: RecurringDay, today: date) -> date:
    day = one.day_in(today.year)
    return day if day >= today else one.day_in(today.year + 1)


PAGES: Final = {
    "plan.new_topic": new,
    "plan.add_topic": add,
    "plan.topic": page,
    "plan.save_topic": save,
    "plan.act_topic": act,
}
