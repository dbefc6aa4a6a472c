"""Topic words: what somebody has written of a topic, checked and made tidy."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from states.messages import Count, Message, Quoted, Several, Value, msg, phrase
from states.recurring_days import RECURRING_DAYS, key_of, recurring_day
from states.working_days import FIRST_YEAR, LAST_YEAR
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import check_takes_part
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.plan.topics.topic_rows import TopicWords
from vorlauf.plan.topics.windows import is_season
from vorlauf.spelling import did_you_mean
from vorlauf.text import check_line, check_text

# In characters.
LONGEST: Final = {"title": 200, "note": 2000, "theme": 80, "format": 80}
# So much of a text is shown beside another.
_SHOWN: Final = 200
_COLUMNS: Final = {
    "title": phrase("topic column", "Topic"),
    "houses": phrase("topic column", "Houses"),
    "theme": phrase("topic column", "Theme"),
    "format": phrase("topic column", "Format"),
    "channels": phrase("topic column", "Channels"),
    "wants_picture": phrase("topic column", "Picture"),
    "not_before": phrase("topic column", "Not before"),
    "until": phrase("topic column", "Until"),
    "season": phrase("topic column", "Season"),
    "day_rule": phrase("topic column", "Recurring day"),
    "note": phrase("topic column", "Note"),
}
_SUBJECTS: Final = {
    "title": phrase("subject", "The title"),
    "note": phrase("subject", "The note"),
    "theme": phrase("subject", "The theme"),
    "format": phrase("subject", "The format"),
}


def tidy(words: TopicWords, directory: Directory) -> TopicWords:
    """Return what was written without blank edges, its day and houses as they are kept.

    Raises `BadInputError` with every fault in one sentence each.
    """
    found = stripped(words)
    faults = [sentence for _, sentence in faults_of(found, directory)]
    if faults:
        raise BadInputError(
            faults[0]
            if len(faults) == 1
            else msg("{sentences}", sentences=Several(tuple(faults), " "))
        )
    return found


def stripped(words: TopicWords) -> TopicWords:
    """Return what was written without blank edges, keys once, its day as it is kept."""
    return replace(
        words,
        title=_stripped(words.title),
        note=_stripped(words.note),
        theme=_stripped(words.theme),
        format=_stripped(words.format),
        houses=tuple(dict.fromkeys(words.houses)),
        channels=tuple(dict.fromkeys(words.channels)),
        season=words.season.strip(),
        day_rule=key_of(words.day_rule),
    )


def faults_of(words: TopicWords, directory: Directory) -> Sequence[tuple[str, Message]]:
    """Return what is wrong with a topic: the name of the part, and a sentence each.

    The words are `stripped`.
    """
    return [
        *_faulty_texts(words),
        *_faulty_keys(words, directory),
        *_faulty_days(words),
    ]


def differences(before: TopicWords, after: TopicWords) -> Sequence[tuple[str, Message]]:
    """Return the parts in which topics differ, and what stands there before and after.

    The order of houses and channels means nothing.
    """
    return [
        (
            name,
            msg(
                "{column}: {before} → {after}",
                column=label,
                before=_shown(getattr(before, name)),
                after=_shown(getattr(after, name)),
            ),
        )
        for name, label in _COLUMNS.items()
        if _plain(getattr(before, name)) != _plain(getattr(after, name))
    ]


def _plain(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _shown(value: str | tuple[str, ...] | bool | date | None) -> Value:  # noqa: FBT001
    if isinstance(value, bool):
        return phrase("picture", "likely") if value else phrase("picture", "unlikely")
    if isinstance(value, tuple):
        # Without a channel it is for all of the campaign; houses there always are.
        return ", ".join(value) if value else phrase("channels", "all")
    if isinstance(value, str):
        return Quoted(value[:_SHOWN]) if value else "-"
    return value or "-"


def out_of_years(day: date) -> Message | None:
    """Return why no post can appear around a day: it lies outside of the calendar."""
    if FIRST_YEAR + 1 < day.year < LAST_YEAR:
        return None
    return msg(
        "Nothing can be planned for {day}; write a day from {first} to {last}.",
        day=day,
        first=FIRST_YEAR + 2,
        last=LAST_YEAR - 1,
    )


def _stripped(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _faulty_texts(words: TopicWords) -> Iterator[tuple[str, Message]]:
    if not words.title:
        yield "title", msg("The topic has no title; write what it is about.")
    for name, longest in LONGEST.items():
        text, subject = getattr(words, name), _SUBJECTS[name]
        try:
            (check_text if name == "note" else check_line)(subject, text)
        except BadInputError as error:
            yield name, error.message
        if len(text) > longest:
            yield (
                name,
                msg(
                    "{what} has {length} characters; at most {longest} are kept.",
                    what=subject,
                    length=Count(len(text)),
                    longest=Count(longest),
                ),
            )


def _faulty_keys(
    words: TopicWords, directory: Directory
) -> Iterator[tuple[str, Message]]:
    if not words.houses:
        yield "houses", msg("The topic names no house; name at least one.")
    for key in words.houses:
        try:
            check_takes_part(directory.house(key))
        except VorlaufError as error:
            yield "houses", error.message
    for name in words.channels:
        try:
            directory.check_channel(name)
        except VorlaufError as error:
            yield "channels", error.message


def _faulty_days(words: TopicWords) -> Iterator[tuple[str, Message]]:
    for name in ("not_before", "until"):
        day: date | None = getattr(words, name)
        if day and (fault := out_of_years(day)):
            yield name, fault
    if words.season and not is_season(words.season):
        yield (
            "season",
            msg(
                "{season} is no season; write its first and last day as 03-01/05-31.",
                season=Quoted(words.season),
            ),
        )
    if words.day_rule and recurring_day(words.day_rule) is None:
        hint = did_you_mean(words.day_rule, RECURRING_DAYS) or phrase(
            "hint",
            "; write a day of the list, or a rule: 05-12, 4 thu 04, last fri 11, wed "
            "before 11-23, easter+39.",
        )
        yield (
            "day_rule",
            msg(
                "{day} is no recurring day{hint}", day=Quoted(words.day_rule), hint=hint
            ),
        )
    if words.season and words.day_rule:
        yield (
            "day_rule",
            msg("A recurring day has no season beside it; write one of the two."),
        )
    if words.not_before and words.until and words.until < words.not_before:
        yield (
            "until",
            msg(
                "The last day, {until}, lies before the first, {first}; turn them "
                "round.",
                until=words.until,
                first=words.not_before,
            ),
        )
