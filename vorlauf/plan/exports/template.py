"""Template: an empty plan to be filled in, with three rows that show how.

The rows are marked as examples where other posts have a number, and left out when the
file is read.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Final

from notifications.i18n.translation import translate
from states.messages import Message, msg
from vorlauf.db.call import Call
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import takes_part
from vorlauf.exports.file_table import FileTable, FileValue
from vorlauf.plan.exports.plan_columns import PlanWords
from vorlauf.plan.rows.examples import TITLES

_BLANK_ROWS: Final = 500
_TIMES: Final = (time(10), time(12, 30), time(18))
_AHEAD: Final = timedelta(days=70)


def template(call: Call, language: str) -> FileTable:
    """Return the template in German or English, with the houses that take part."""

    def say(message: Message) -> str:
        return translate(message, language)

    words = PlanWords(directory=call.directory, language=language, say=say)
    rows = list(_examples(call, words))
    return FileTable(
        name="template",
        title=say(msg("Editorial plan")),
        columns=tuple(words.columns_to_fill_in()),
        rows=rows,
        as_of=call.now,
        zone=call.directory.campaign.zone,
        language=language,
        say=say,
        about=(
            call.directory.campaign.name,
            say(
                msg(
                    "A row is a post. Rows with {example} as number are examples and "
                    "are not read.",
                    example=_example(),
                )
            ),
        ),
        lists=((say(msg("Houses")), words.house_names),),
        blank_rows=_BLANK_ROWS,
        pale_rows=len(rows),
    )


def _example() -> Message:
    return msg("Example")


def _examples(call: Call, words: PlanWords) -> Iterator[tuple[FileValue, ...]]:
    directory, say = call.directory, words.say
    houses = [key for key, one in directory.houses.items() if takes_part(one)]
    channels = directory.campaign.channels
    texts = (
        tuple(say(msg("The text as it will appear.")) for _ in channels),
        (say(msg("The text as it will appear.")), *("" for _ in channels[1:])),
        tuple("" for _ in channels),
    )
    days = _free_days(call.today + _AHEAD, directory)
    for index, (title, at) in enumerate(zip(TITLES, _TIMES, strict=True)):
        day = next(days)
        yield (
            say(_example()),
            say(title),
            day,
            at,
            day,
            tuple(houses[index : index + (2 if index == 1 else 1)]),
            channels[:1] if index == 1 else channels,
            *texts[index],
            "https://www.example.org" if index == 0 else "",
            index != 1,
            index == 0,
            "",
        )


def _free_days(day: date, directory: Directory) -> Iterator[date]:
    calendar = directory.agency.office.calendar
    while True:
        if calendar.is_working_day(day):
            yield day
        day += timedelta(days=1)
