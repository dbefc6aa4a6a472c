"""Plan columns: those of an exported plan and of the template, which are read again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from notifications.letters import formatting
from notifications.letters.labels import GERMAN
from states.messages import Channel, Message, msg
from states.post import STATES, PostState
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import takes_part
from vorlauf.exports.file_table import ColumnKind, FileColumn, Tone

_TONES: Final[Mapping[PostState, Tone]] = {
    PostState.DRAFT: Tone.GREY,
    PostState.ASSET_REQUESTED: Tone.AMBER,
    PostState.MINISTRY_REVIEW: Tone.AMBER,
    PostState.STAATSKANZLEI_APPROVAL: Tone.BLUE,
    PostState.SCHEDULED: Tone.GREEN,
    PostState.PUBLISHED: Tone.GREEN,
    PostState.WITHDRAWN: Tone.RED,
}


@dataclass(frozen=True, kw_only=True)
class PlanWords:
    """In what language a plan is written, and for which campaign."""

    directory: Directory
    language: str
    say: Callable[[Message], str]

    @property
    def houses(self) -> Mapping[str, str]:
        """Houses by key: in capitals, for their names have commas inside."""
        return {key: key.upper() for key in self.directory.houses}

    @property
    def house_names(self) -> Mapping[str, str]:
        """The names in full of the houses that take part, by the word of the plan."""
        known = filter(takes_part, self.directory.houses.values())
        return {house.key.upper(): house.name for house in known}

    @property
    def channels(self) -> Mapping[str, str]:
        """Channels by key, as they write themselves."""
        known = self.directory.campaign.channels
        return {key: formatting.channel(key) for key in known}

    @property
    def states(self) -> Mapping[str, str]:
        """States by key, as pages name them."""
        is_german = self.language == GERMAN
        return {
            state.value: spec.german if is_german else spec.english
            for state, spec in STATES.items()
        }

    def columns_to_fill_in(self) -> Iterator[FileColumn]:
        """Yield the columns that are read again, in the order of the sheet."""
        say = self.say
        yield FileColumn(
            key="number",
            label=say(msg("Vorlauf number")),
            width=11,
            meaning=say(
                msg(
                    "The number of the post. Leave it as it is; a new post has none "
                    "yet."
                )
            ),
        )
        yield FileColumn(
            key="title",
            label=say(msg("Title")),
            width=30,
            meaning=say(msg("What the post is about, in one line.")),
        )
        yield FileColumn(
            key="day",
            label=say(msg("Date")),
            kind=ColumnKind.DAY,
            width=11.5,
            meaning=say(msg("The day of the slot, on a clock in the campaign's zone.")),
        )
        yield FileColumn(
            key="time",
            label=say(msg("Time")),
            kind=ColumnKind.TIME,
            width=8,
            meaning=say(msg("The time of the slot, as in 10:30.")),
        )
        yield FileColumn(
            key="weekday",
            label=say(msg("Weekday")),
            kind=ColumnKind.WEEKDAY,
            width=11,
            meaning=say(msg("It follows from the date and is not read.")),
        )
        yield FileColumn(
            key="houses",
            label=say(msg("Houses")),
            kind=ColumnKind.WORDS,
            width=14,
            words=self.houses,
            choices=tuple(self.house_names),
            meaning=say(
                msg("The houses that take part, by their keys; several with commas.")
            ),
        )
        yield FileColumn(
            key="channels",
            label=say(msg("Channels")),
            kind=ColumnKind.WORDS,
            width=14,
            words=self.channels,
            choices=tuple(self.channels.values()),
            meaning=say(
                msg("The channels on which the post appears; several with commas.")
            ),
        )
        for channel in self.directory.campaign.channels:
            yield FileColumn(
                key=f"text_{channel}",
                label=say(msg("Text {channel}", channel=Channel(channel))),
                kind=ColumnKind.LONG_TEXT,
                width=34,
                meaning=say(
                    msg(
                        "The text for {channel}, word by word.",
                        channel=Channel(channel),
                    )
                ),
            )
        yield FileColumn(
            key="link",
            label=say(msg("Link")),
            width=18,
            meaning=say(msg("The address that the post leads to, with https://.")),
        )
        yield self._yes_no(
            "needs_picture",
            msg("Picture needed"),
            msg("Whether the houses supply a picture: yes or no."),
        )
        yield self._yes_no(
            "needs_graphics",
            msg("Graphics needed"),
            msg("Whether the graphics agency makes a graphic: yes or no."),
        )

        yield FileColumn(
            key="key",
            label=say(msg("Vorlauf key")),
            width=12,
            meaning=say(
                msg(
                    "A key of your own, if your plan has one: by it the row is found "
                    "again, whatever else changes."
                )
            ),
        )

    def columns_to_read(self) -> Iterator[FileColumn]:
        """Yield the columns that an export has beside, which change nothing."""
        say = self.say
        words = self.states
        yield FileColumn(
            key="state",
            label=say(msg("State")),
            kind=ColumnKind.WORDS,
            width=16,
            words=words,
            tones={words[state]: tone for state, tone in _TONES.items()},
            meaning=say(
                msg(
                    "How far the post is; only a move in Vorlauf changes it, never a "
                    "file."
                )
            ),
        )
        yield FileColumn(
            key="owner",
            label=say(msg("Looked after by")),
            width=18,
            meaning=say(msg("Who looks after the post. It is not read.")),
        )
        yield FileColumn(
            key="days_short",
            label=say(msg("Working days short")),
            kind=ColumnKind.NUMBER,
            width=12,
            meaning=say(
                msg(
                    "How many working days are missing before the slot; empty if it "
                    "can be met. It is not read."
                )
            ),
        )
        yield FileColumn(
            key="because",
            label=say(msg("Because of")),
            kind=ColumnKind.WORDS,
            width=14,
            words=self.houses,
            meaning=say(msg("The house that needs the most time. It is not read.")),
        )
        yield FileColumn(
            key="earliest",
            label=say(msg("Earliest slot")),
            kind=ColumnKind.MOMENT,
            width=16,
            meaning=say(
                msg(
                    "The earliest slot that can be met, where the planned one cannot. "
                    "It is not read."
                )
            ),
        )

        yield FileColumn(
            key="version",
            label=say(msg("Vorlauf version")),
            kind=ColumnKind.NUMBER,
            width=9,
            meaning=say(
                msg(
                    "How often the post had been changed. Leave it as it is: an import "
                    "tells by it what others have changed meanwhile."
                )
            ),
        )

    def _yes_no(self, key: str, label: Message, meaning: Message) -> FileColumn:
        return FileColumn(
            key=key,
            label=self.say(label),
            kind=ColumnKind.YES_NO,
            width=9,
            meaning=self.say(meaning),
        )
