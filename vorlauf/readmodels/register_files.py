"""Register files: the posts of a filter as a table to be written into a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from notifications.i18n.translation import translate
from notifications.letters import formatting
from notifications.letters.labels import GERMAN
from notifications.letters.step_labels import DUTIES
from states.deadlines import slack
from states.messages import Count, Message, msg, phrase
from states.post import STATES
from states.post_fields import FIELDS, OF_POST
from vorlauf.directory.model import Directory
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.exports.file_table import ColumnKind, FileColumn, FileTable, FileValue
from vorlauf.readmodels import register
from vorlauf.readmodels.cards import PostCard
from vorlauf.readmodels.recorded import recorded_decisions
from vorlauf.readmodels.scope import Filter, ReadScope
from vorlauf.workflow.steps import office_of

_FIELDS: Final[Mapping[str, Message]] = {"title": phrase("column", "Title")}


@dataclass(frozen=True, kw_only=True)
class PostList:
    """Who reads posts, with what, and in which language (de or en)."""

    scope: ReadScope
    directory: Directory
    outlooks: OutlooksNow
    language: str

    def say(self, message: Message) -> str:
        """Return a message in the reader's language."""
        return translate(message, self.language)


def figures_of(
    card: PostCard, outlooks: OutlooksNow, directory: Directory, now: datetime
) -> tuple[int | None, int]:
    """Return the slack of a post, and by how much its slot is short.

    Both are working days, and those of its page; the slack is None if nothing is due.
    A slot that has passed is not short any more.
    """
    found = outlooks.of(card.post_id, now)
    if found is not None:
        return found.slack, found.feasibility.short_by
    if card.due_at is None:
        return None, 0
    office = office_of(card.house_of_due, directory)
    return slack(card.due_at, now, office), 0


def register_table(reader: PostList, wanted: Filter) -> FileTable:
    """Return the posts that a filter asks for, by slot; so many as a file may hold.

    Its rows are read from the database when it is written.
    """
    count = 0

    def rows() -> Iterator[tuple[FileValue, ...]]:
        nonlocal count
        recorded = recorded_decisions(reader.scope)
        for card in register.every(reader.scope, wanted):
            count += 1
            yield _row(reader, card, recorded.get(card.post_id))

    def notes() -> list[str]:
        most = register.MOST_EXPORTED
        if count < most:
            return []
        return [
            reader.say(
                msg(
                    "The file ends here: it holds {most} posts at most.",
                    most=Count(most),
                )
            )
        ]

    return FileTable(
        name="posts",
        title=reader.say(msg("Posts")),
        columns=tuple(_columns(reader)),
        rows=rows(),
        as_of=reader.scope.now,
        zone=reader.directory.campaign.zone,
        language=reader.language,
        say=reader.say,
        about=(reader.directory.campaign.name,),
        notes=notes,
    )


def _columns(reader: PostList) -> Iterator[FileColumn]:
    directory, language, say = reader.directory, reader.language, reader.say
    houses = {key: house.name for key, house in directory.houses.items()}
    people = {key: person.name for key, person in directory.people.items()}
    channels = {key: formatting.channel(key) for key in directory.campaign.channels}
    is_german = language == GERMAN
    states = {
        state.value: spec.german if is_german else spec.english
        for state, spec in STATES.items()
    }
    duties = {kind.value: word for kind, word in DUTIES[language].items()}
    words, moment, number = ColumnKind.WORDS, ColumnKind.MOMENT, ColumnKind.NUMBER
    yield FileColumn(key="number", label=say(phrase("column", "Number")), width=12)
    for name in OF_POST:
        field = FIELDS[name]
        yield FileColumn(key=name, label=say(_field_label(name)), width=field.width)
    yield FileColumn(
        key="state",
        label=say(phrase("column", "State")),
        kind=words,
        width=24,
        words=states,
    )
    yield FileColumn(
        key="slot_at", label=say(phrase("column", "Slot")), kind=moment, width=17
    )
    yield FileColumn(
        key="houses",
        label=say(phrase("column", "Houses")),
        kind=words,
        width=44,
        words=houses,
    )
    yield FileColumn(
        key="channels",
        label=say(phrase("column", "Channels")),
        kind=words,
        width=26,
        words=channels,
    )
    yield FileColumn(
        key="next_duty",
        label=say(phrase("column", "Next duty")),
        kind=words,
        width=20,
        words=duties,
    )
    yield FileColumn(
        key="due_at", label=say(phrase("column", "Due")), kind=moment, width=17
    )
    yield FileColumn(
        key="asked",
        label=say(phrase("column", "Asked")),
        kind=words,
        width=24,
        words=people,
    )
    yield FileColumn(
        key="house_asked",
        label=say(phrase("column", "House asked")),
        kind=words,
        width=34,
        words=houses,
    )
    yield FileColumn(
        key="days_left",
        label=say(phrase("column", "Working days left")),
        kind=number,
        width=14,
    )
    yield FileColumn(
        key="days_short",
        label=say(phrase("column", "Working days short")),
        kind=number,
        width=14,
    )
    yield FileColumn(
        key="is_overridden",
        label=say(phrase("column", "By override")),
        kind=ColumnKind.YES_NO,
        width=14,
    )
    yield FileColumn(
        key="recorded_decisions",
        label=say(phrase("column", "Recorded decisions")),
        kind=number,
        width=16,
    )


def _field_label(name: str) -> Message:
    return _FIELDS.get(name) or phrase("column", FIELDS[name].label)


def _row(
    reader: PostList, card: PostCard, recorded: int | None
) -> tuple[FileValue, ...]:
    days, short_by = figures_of(
        card, reader.outlooks, reader.directory, reader.scope.now
    )
    return (
        card.number,
        *card.fields.values(),
        card.state.value,
        None if card.is_reserve else card.slot_at,
        card.houses,
        card.channels,
        card.kind_of_due.value if card.kind_of_due else None,
        card.due_at,
        card.asked_of_due or None,
        card.house_of_due or None,
        days,
        short_by or None,
        card.overridden,
        recorded,
    )
