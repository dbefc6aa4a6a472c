"""Language: the words of one reader; dates, counts and the names of things."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from dashboard.i18n import catalogue
from dashboard.i18n.labels import LABELLED, NAMED
from notifications.i18n.translation import translate
from notifications.letters import formatting
from notifications.letters.labels import ENGLISH, GERMAN
from states.messages import Message
from states.post_fields import FIELDS
from vorlauf.db.stored_messages import unpacked
from vorlauf.posts.step_queries import NoticeStep
from vorlauf.readmodels.post_parts import StepRow

_SHORT_DAY: Final = {GERMAN: "dd.MM.", ENGLISH: "d MMM"}
_MONTH: Final = "LLLL y"
# A page shows some hundred instants, and the next one much the same.
_KEPT: Final = 8192


@cache
def languages(zone: ZoneInfo) -> Mapping[str, "Words"]:
    """Return the words by language; clocks and calendars are those of `zone`.

    Made once in a process: every label of both languages is looked up here.

    Raises `SettingsError` for a catalogue that cannot be read.
    """
    return {
        GERMAN: Words(GERMAN, zone, catalogue.german()),
        ENGLISH: Words(ENGLISH, zone, NullTranslations()),
    }


class Words:
    """What a page says, in one language.

    Instants are aware; they are shown as the clocks of the campaign show them. Where a
    day is asked for, a date may be given as well. Raises `ValueError` for an instant
    without a time zone.
    """

    def __init__(
        self, language: str, zone: ZoneInfo, translations: NullTranslations
    ) -> None:
        self.language = language
        self.zone = zone
        self._locale = Locale.parse(formatting.LOCALES[language])
        self._translations = translations
        self._labels = {
            context: {key: self._named(context, word) for key, word in words.items()}
            for context, words in LABELLED.items()
        } | {context: words[language] for context, words in NAMED.items()}
        self._keep()

    def gettext(self, message: str) -> str:
        """Return an English message of ours in this language."""
        return self._translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the message that fits this count; the count is filled in later."""
        return self._translations.ngettext(one, many, count)

    def number(self, value: float) -> str:
        """Write a number, as in „1.234,5“."""
        return format_decimal(value, locale=self._locale)

    def day(self, instant: date) -> str:
        """Write „Mo 23.11.2026“."""
        return self._day(instant)

    def long_day(self, instant: date) -> str:
        """Write „Montag, 23. November 2026“."""
        return self._long_day(instant)

    def short_day(self, instant: date) -> str:
        """Write „23.11.“."""
        return self._short_day(instant)

    def month(self, instant: date) -> str:
        """Write „November 2026“."""
        return self._month(instant)

    def moment(self, instant: datetime) -> str:
        """Write „Mo 23.11.2026, 10:00“."""
        return self._moment(instant)

    def hour(self, instant: datetime) -> str:
        """Write „10:00“."""
        return self._hour(instant)

    def told(self, kept: Message | str) -> str:
        """Return a message that a row has kept, in the language of the page."""
        message = unpacked(kept) if isinstance(kept, str) else kept
        return translate(message, self.language)

    def iso(self, instant: date) -> str:
        """Write „2026-11-23T10:00+01:00“ for machines, „2026-11-23“ for a date."""
        return self._iso(instant)

    def local_day(self, instant: date) -> date:
        """Return the day that the campaign's calendars show.

        Raises `TypeError` for no day at all: Babel would take it for today.
        """
        if isinstance(instant, datetime):
            return self._local(instant).date()
        return _a_day(instant)

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The days of the week from Monday, as in „Montag“."""
        names = self._locale.days["stand-alone"]["wide"]
        return tuple(names[day] for day in range(7))

    @property
    def short_weekdays(self) -> tuple[str, ...]:
        """The days of the week from Monday, as in „Mo“."""
        names = self._locale.days["stand-alone"]["abbreviated"]
        return tuple(names[day].rstrip(".") for day in range(7))

    @property
    def months(self) -> tuple[str, ...]:
        """The months from January."""
        names = self._locale.months["stand-alone"]["wide"]
        return tuple(names[month] for month in range(1, 13))

    def working_days(self, count: int) -> str:
        """Write „1 Arbeitstag“ or „3 Arbeitstage“."""
        one, many = "%(n)s working day", "%(n)s working days"
        return self._counted(self.ngettext(one, many, count), count)

    def slack_words(self, days: int | None) -> str:
        """Say how many working days are left, or overdue; nothing for None."""
        return self._slack(days)

    def state_label(self, state: str) -> str:
        """Name the state of a post."""
        return self.label("state", state)

    def duty_label(self, kind: str) -> str:
        """Name what a step asks for."""
        return self.label("duty", kind)

    def lacking_label(self, kind: str) -> str:
        """Return in words what a step of this kind still lacks."""
        return self.label("lacking", kind)

    def purpose_label(self, purpose: str) -> str:
        """Name what a mail is for."""
        return self.label("purpose", purpose)

    def trigger_label(self, trigger: str) -> str:
        """Name what can be done to a post, as a button says it."""
        return self.label("trigger", trigger)

    def role_label(self, role: str) -> str:
        """Name what somebody is in the campaign."""
        return self.label("role", role)

    def outcome_label(self, outcome: str) -> str:
        """Say how a step ended."""
        return self.label("outcome", outcome)

    def event_label(self, event: str) -> str:
        """Say what happened, as a line of the history does."""
        return self.label("event", event)

    def capacity_label(self, capacity: str) -> str:
        """Name as what somebody acted."""
        return self.label("capacity", capacity)

    def signed(self, name: str, principal: str | None, own_account: str) -> str:
        """Name who acted, and for whom, or that it is known by own account only."""
        said = [name]
        if principal:
            for_whom = self.gettext("on behalf of %(name)s") % {"name": principal}
            said.append(for_whom)
        if own_account:
            said.append(self.capacity_label(own_account))
        return ", ".join(said)

    def decided_by(self, step: StepRow | NoticeStep) -> str:
        """Name who decided, for whom, and who has recorded it if somebody else has."""
        said = self.signed(step.decided_by or "", step.on_behalf_of, step.own_account)
        if not step.recorded_by:
            return said
        how = {"name": step.recorded_by, "way": self.way_label(step.way)}
        return f"{said}, " + self.gettext("%(way)s, recorded by %(name)s") % how

    def way_label(self, way: str) -> str:
        """Say how a decision was told that somebody else has recorded."""
        return self.label("way", way)

    def notice_state_label(self, state: str) -> str:
        """Say what has become of a mail."""
        return self.label("notice state", state)

    def publication_state_label(self, state: str) -> str:
        """Say what has become of a publication."""
        return self.label("publication state", state)

    def publishing_way_label(self, way: str) -> str:
        """Name a way to publish."""
        return self.label("publishing way", way)

    def house_kind_label(self, kind: str) -> str:
        """Name what a house is in the campaign."""
        return self.label("house kind", kind)

    def field_label(self, name: str) -> str:
        """Name a field of a post."""
        return self.label("field", name)

    def field_hint(self, name: str) -> str:
        """Say what helps to fill a field of a post in; nothing if nothing does."""
        return self.label("field hint", name) if FIELDS[name].hint else ""

    def part_label(self, part: str) -> str:
        """Name a part of a post: „Link“, „Bilder“, or „Text für LinkedIn“."""
        what, _, channel = part.partition(":")
        if what == "text" and channel:
            text_for = self.gettext("Text for %(channel)s")
            return text_for % {"channel": self.channel_label(channel)}
        return self.label("part", what)

    def channel_label(self, channel: str) -> str:
        """Write a channel as it writes itself."""
        return formatting.channel(channel)

    def label(self, what: str, key: str) -> str:
        """Return the label; what has none is shown as it is, without underscores."""
        return self._labels[what].get(key) or key.replace("_", " ")

    def _named(self, context: str, word: str) -> str:
        return self._translations.pgettext(context, word)

    def _counted(self, said: str, count: int) -> str:
        return said % {"n": self.number(count)}

    def _local(self, instant: datetime) -> datetime:
        if instant.utcoffset() is None:
            raise ValueError(f"{instant.isoformat()} has no time zone.")
        return instant.astimezone(self.zone)

    def _keep(self) -> None:
        """Remember each instant's words; the same ones stand on every page."""
        language, day_of = self.language, self.local_day

        def written(pattern: str) -> Callable[[date], str]:
            words = lru_cache(_KEPT)(
                lambda day: format_date(day, pattern, locale=self._locale)
            )
            return lru_cache(_KEPT)(lambda instant: words(day_of(instant)))

        def moment(instant: datetime) -> str:
            local = self._local(instant)
            return f"{formatting.short_day(local.date(), language)}, {local:%H:%M}"

        self._short_day = written(_SHORT_DAY[language])
        self._month = written(_MONTH)
        self._day = lru_cache(_KEPT)(
            lambda instant: formatting.short_day(day_of(instant), language)
        )
        self._long_day = lru_cache(_KEPT)(
            lambda instant: formatting.long_day(day_of(instant), language)
        )
        self._moment = lru_cache(_KEPT)(moment)
        self._hour = lru_cache(_KEPT)(lambda instant: f"{self._local(instant):%H:%M}")
        self._iso = lru_cache(_KEPT)(self._machine_words)
        self._slack = lru_cache(_KEPT)(self._days_left)

    def _machine_words(self, instant: date) -> str:
        if isinstance(instant, datetime):
            return self._local(instant).isoformat(timespec="minutes")
        return instant.isoformat()

    def _days_left(self, days: int | None) -> str:
        if days is None:
            return ""
        if days == 0:
            return self.gettext("due today")
        if days == -1:
            # It may be late since minutes: nobody counts that as a day.
            return self.gettext("overdue")
        if days > 0:
            said = self.ngettext(
                "%(n)s working day left", "%(n)s working days left", days
            )
        else:
            said = self.ngettext(
                "%(n)s working day overdue", "%(n)s working days overdue", -days
            )
        return self._counted(said, abs(days))


def _a_day(given: object) -> date:
    """Return a day; a page may be given what has none."""
    if not isinstance(given, date):
        raise TypeError("there is no day to write")
    return given
