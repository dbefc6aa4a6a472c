"""Plan export: the posts of a plan as a table that is read again without loss."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from notifications.i18n.translation import translate
from states.messages import Message, msg
from states.post import PostState
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot, posts_by_id
from vorlauf.db.versions import is_altered
from vorlauf.directory.model import Directory
from vorlauf.editing.feasibility import Outlook, outlook
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.exports.file_table import FileTable, FileValue
from vorlauf.plan import plan_queries
from vorlauf.plan.exports.plan_columns import PlanWords
from vorlauf.posts.channels import channels_of
from vorlauf.workflow.steps import coordinator_of

_AT_ONCE: Final = 500  # posts


@dataclass(frozen=True, kw_only=True)
class PlanFilter:
    """Which posts are exported: by the day of the slot, house, channel and state.

    What is empty narrows nothing down; both days are included.
    """

    first: date | None = None
    last: date | None = None
    house: str = ""
    channel: str = ""
    state: PostState | None = None


EVERY_POST: Final = PlanFilter()


def plan_table(call: Call, language: str, wanted: PlanFilter = EVERY_POST) -> FileTable:
    """Return the plan as a table in German or English, by slot.

    Its rows are read from the database when it is written. Withdrawn posts have no
    slot and are none of it. Raises `BadInputError` for a last day before the first,
    for a day beyond the calendar, and for a house or a channel that is unknown.
    """
    _check(call.directory, wanted)

    def say(message: Message) -> str:
        return translate(message, language)

    words = PlanWords(directory=call.directory, language=language, say=say)
    rows = _Rows(call, wanted)
    return FileTable(
        name="plan",
        title=say(msg("Editorial plan")),
        columns=(*words.columns_to_fill_in(), *words.columns_to_read()),
        rows=rows,
        as_of=call.now,
        zone=call.directory.campaign.zone,
        language=language,
        say=say,
        about=(call.directory.campaign.name, *_about(wanted, words)),
        notes=lambda: [say(message) for message in rows.notes],
        lists=((say(msg("Houses")), words.house_names),),
    )


def _check(directory: Directory, wanted: PlanFilter) -> None:
    for day in filter(None, (wanted.first, wanted.last)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadInputError(
                msg(
                    "There is no plan of {day}; write a day from {first} to {last}.",
                    day=day,
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            )
    if wanted.first and wanted.last and wanted.last < wanted.first:
        raise BadInputError(
            msg(
                "The last day, {last}, lies before the first, {first}; exchange them.",
                last=wanted.last,
                first=wanted.first,
            )
        )
    try:
        _ = directory.house(wanted.house) if wanted.house else None
    except NotFoundError as error:
        raise BadInputError(error.message) from error
    if wanted.channel:
        directory.check_channel(wanted.channel)


def _about(wanted: PlanFilter, words: PlanWords) -> Iterator[str]:
    """Yield what the filter leaves out."""
    say: Callable[[Message], str] = words.say
    if wanted.first:
        yield say(msg("Slots from {day}", day=wanted.first))
    if wanted.last:
        yield say(msg("Slots until {day}", day=wanted.last))
    if wanted.house:
        yield say(msg("Only house {house}", house=wanted.house.upper()))
    if wanted.channel:
        name = words.channels[wanted.channel]
        yield say(msg("Only channel {channel}", channel=name))
    if wanted.state:
        yield say(msg("Only state {state}", state=wanted.state))


class _Rows:
    """The rows, read some hundred at a time; `notes` says which were left out."""

    def __init__(self, call: Call, wanted: PlanFilter) -> None:
        self._call = call
        self._wanted = wanted
        self.notes: list[Message] = []

    def __iter__(self) -> Iterator[tuple[FileValue, ...]]:
        self.notes.clear()
        for post in self._posts():
            if is_altered(post.content):
                self.notes.append(
                    msg(
                        "{post} is left out: its version was changed in the database; "
                        "see `vorlauf audit verify`.",
                        post=post.number,
                    )
                )
            elif _fits(post, self._wanted, self._call.directory):
                yield _row(post, self._call)

    def _posts(self) -> Iterator[PostSnapshot]:
        office = self._call.directory.agency.office
        first = self._wanted.first or date(FIRST_YEAR, 1, 1)
        last = self._wanted.last
        keys = plan_queries.keys_between(
            self._call.connection,
            office.at(first, time.min),
            office.at(last + timedelta(days=1), time.min) if last else None,
        )
        for begin in range(0, len(keys), _AT_ONCE):
            some = keys[begin : begin + _AT_ONCE]
            found = posts_by_id(self._call.connection, some)
            yield from (found[key] for key in some)


def _fits(post: PostSnapshot, wanted: PlanFilter, directory: Directory) -> bool:
    return (
        (not wanted.house or wanted.house in post.houses)
        and (not wanted.channel or wanted.channel in channels_of(post, directory))
        and (wanted.state is None or post.state is wanted.state)
    )


def _row(post: PostSnapshot, call: Call) -> tuple[FileValue, ...]:
    directory = call.directory
    slot = post.slot_at.astimezone(directory.campaign.zone)
    texts = post.content.texts
    return (
        post.number,
        post.title,
        slot.date(),
        slot.time(),
        slot.date(),
        post.houses,
        channels_of(post, directory),
        *(texts.get(channel, "") for channel in directory.campaign.channels),
        post.content.link,
        post.wants_assets,
        post.wants_graphics,
        post.plan_key,
        post.state.value,
        coordinator_of(post, directory).name,
        *_prospect(_outlook(post, call.directory, call.now)),
        post.row_version,
    )


def _outlook(post: PostSnapshot, directory: Directory, now: datetime) -> Outlook | None:
    try:
        return outlook(post, directory, now)
    except NotFoundError:  # every house has left stakeholders.toml
        return None


def _prospect(found: Outlook | None) -> tuple[int | None, str | None, datetime | None]:
    """Return the working days short, because of which house, the earliest slot."""
    if found is None or found.feasibility.met:
        return None, None, None
    answer = found.feasibility
    return answer.short_by or None, answer.because, answer.earliest
