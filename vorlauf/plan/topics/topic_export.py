"""Topic export: the topics as a table, which an import reads without a difference."""

from collections.abc import Iterable, Iterator

from notifications.i18n.translation import translate
from states.messages import Message, msg, phrase
from vorlauf.db.call import Call
from vorlauf.db.topic_tables import TopicState
from vorlauf.exports.file_table import ColumnKind, FileColumn, FileTable, FileValue
from vorlauf.plan.topics.topic_list import ListedTopic

_STATES = {
    TopicState.PROPOSED: phrase("topic", "proposed"),
    TopicState.OPEN: phrase("topic", "open"),
    TopicState.TAKEN: phrase("topic", "taken"),
    TopicState.DROPPED: phrase("topic", "dropped"),
}


def topic_table(call: Call, topics: Iterable[ListedTopic], language: str) -> FileTable:
    """Return topics as a table in German or English; open ones are not filled in."""

    def say(message: Message) -> str:
        return translate(message, language)

    listed = list(topics)
    return FileTable(
        name="topics",
        title=say(msg("Topics")),
        columns=tuple(_columns(call, language)),
        rows=map(_row, listed),
        as_of=call.now,
        zone=call.directory.campaign.zone,
        language=language,
        say=say,
        about=(call.directory.campaign.name,),
    )


def _columns(call: Call, language: str) -> Iterator[FileColumn]:
    def say(message: Message) -> str:
        return translate(message, language)

    def column(
        key: str, label: Message, kind: ColumnKind = ColumnKind.TEXT, width: float = 16
    ) -> FileColumn:
        return FileColumn(key=key, label=say(label), kind=kind, width=width)

    yield column("id", phrase("topic column", "Topic no"), ColumnKind.NUMBER, 10)
    yield column("title", phrase("topic column", "Topic"), width=40)
    houses = {key: key.upper() for key in call.directory.houses}
    yield FileColumn(
        key="houses",
        label=say(phrase("topic column", "Houses")),
        kind=ColumnKind.WORDS,
        words=houses,
    )
    yield column("theme", phrase("topic column", "Theme"))
    yield column("format", phrase("topic column", "Format"))
    yield column("channels", phrase("topic column", "Channels"), ColumnKind.WORDS)
    yield column("wants_picture", phrase("topic column", "Picture"), ColumnKind.YES_NO)
    yield column("not_before", phrase("topic column", "Not before"), ColumnKind.DAY)
    yield column("until", phrase("topic column", "Until"), ColumnKind.DAY)
    yield column("season", phrase("topic column", "Season"))
    yield column("day_rule", phrase("topic column", "Recurring day"))
    yield column("note", phrase("topic column", "Note"), ColumnKind.LONG_TEXT, 40)
    # What follows nobody reads again.
    yield column("next_day", phrase("topic column", "Next on"), ColumnKind.DAY)
    yield FileColumn(
        key="state",
        label=say(phrase("topic column", "State")),
        kind=ColumnKind.WORDS,
        words={key.value: say(word) for key, word in _STATES.items()},
    )
    yield column("post", phrase("topic column", "Post"))
    yield column("series", phrase("topic column", "Series"))
    yield column("proposed_by", phrase("topic column", "Proposed by"), width=24)


def _row(one: ListedTopic) -> tuple[FileValue, ...]:
    topic = one.topic
    next_day = one.window.day if one.window else None
    part = f"{topic.series} {topic.part}/{topic.parts}" if topic.parts > 1 else ""
    return (
        topic.id,
        topic.title,
        topic.houses,
        topic.theme,
        topic.format,
        topic.channels,
        topic.wants_picture,
        topic.not_before,
        topic.until,
        topic.season,
        topic.day_rule,
        topic.note,
        next_day,
        (topic.state.value,),
        topic.post,
        part,
        topic.proposed_by,
    )
