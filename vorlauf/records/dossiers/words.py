"""Words of a dossier in one language: instants, and the names of the engine's keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from notifications.i18n.translation import translate
from notifications.letters import formatting
from notifications.letters.labels import GERMAN
from notifications.letters.mail_kinds import MAIL_KINDS
from notifications.letters.step_labels import DUTIES, WAYS
from states.messages import Message, phrase
from states.post import STATES, Capacity, DecisionWay, PostState, StepKind, Trigger
from states.purpose import MailKind
from vorlauf.db.tables import Outcome

CAPACITIES: Final[Mapping[str, Message]] = {
    Capacity.COORDINATOR: phrase("dossier", "coordinator"),
    Capacity.FLOW: phrase("dossier", "by itself"),
    Capacity.CONTACT: phrase("dossier", "contact"),
    Capacity.APPROVER: phrase("dossier", "approver"),
    Capacity.DEPUTY: phrase("dossier", "deputy"),
    Capacity.ASKED: phrase("dossier", "asked"),
    Capacity.FORWARDED: phrase("dossier", "by a forwarded link, by own account"),
    Capacity.MAILBOX: phrase("dossier", "through the mailbox, by own account"),
}
OUTCOMES: Final[Mapping[str, Message]] = {
    Outcome.DONE: phrase("dossier", "done"),
    Outcome.DELIVERED: phrase("dossier", "delivered"),
    Outcome.ENDORSED: phrase("dossier", "endorsed"),
    Outcome.APPROVED: phrase("dossier", "approved"),
    Outcome.CHANGES_REQUESTED: phrase("dossier", "changes requested"),
    Outcome.VOID: phrase("dossier", "not needed any more"),
}
DECIDED: Final[Mapping[str, Message]] = {
    Trigger.ENDORSE: phrase("dossier", "endorsed"),
    Trigger.APPROVE: phrase("dossier", "approved"),
    Trigger.REQUEST_CHANGES: phrase("dossier", "requested changes"),
    Trigger.OVERRIDE: phrase("dossier", "set by hand, past the decisions"),
}
DOORS: Final[Mapping[str, Message]] = {
    "dashboard": phrase("dossier", "signed in, in the browser"),
    "link": phrase("dossier", "by a link in a mail"),
    "mail": phrase("dossier", "by mail"),
    "api": phrase("dossier", "by a program"),
    "command line": phrase("dossier", "at the command line"),
    "timetable": phrase("dossier", "by the timetable"),
    "demonstration": phrase("dossier", "in the demonstration"),
}


@dataclass(frozen=True)
class Words:
    """What a dossier says in a language (de or en), by the clocks of a zone."""

    language: str
    zone: ZoneInfo

    def say(self, message: Message) -> str:
        """Return a message in this language."""
        return translate(message, self.language)

    def moment(self, instant: datetime | None) -> str:
        """Write „Mo 23.11.2026, 10:00“; nothing for None."""
        if instant is None:
            return ""
        local = instant.astimezone(self.zone)
        return f"{formatting.short_day(local.date(), self.language)}, {local:%H:%M}"

    def day(self, day: date) -> str:
        """Write „Mo 23.11.2026“."""
        return formatting.short_day(day, self.language)

    def long_day(self, day: date) -> str:
        """Write „Montag, 23. November 2026“."""
        return formatting.long_day(day, self.language)

    def number(self, digits: str) -> str:
        """Write a number given as digits, as in „1.234,5“."""
        written = f"{Decimal(digits):,f}"
        signs = str.maketrans(",.", ".,") if self.language == GERMAN else {}
        return written.translate(signs)

    def state(self, state: str) -> str:
        """Name the state of a post."""
        spec = STATES[PostState(state)]
        return spec.german if self.language == GERMAN else spec.english

    def duty(self, kind: str) -> str:
        """Name what a step asks for."""
        return DUTIES[self.language][StepKind(kind)]

    def purpose(self, purpose: str) -> str:
        """Name what a mail is for."""
        return self.say(phrase("purpose", MAIL_KINDS[MailKind(purpose)].label))

    def channel(self, channel: str) -> str:
        """Write a channel as it writes itself."""
        return formatting.channel(channel)

    def capacity(self, capacity: str) -> str:
        """Name as what somebody acted."""
        return self._named(CAPACITIES, capacity)

    def outcome(self, outcome: str) -> str:
        """Say how a step ended; nothing while it is open."""
        return self._named(OUTCOMES, outcome)

    def decided(self, event: str) -> str:
        """Say what was decided."""
        return self._named(DECIDED, event)

    def door(self, door: str) -> str:
        """Say by which way a decision came in."""
        return self._named(DOORS, door)

    def recorded(self, way: str, name: str) -> str:
        """Say how a decision was told, and who has recorded it."""
        ways = WAYS[self.language]
        how = ways[DecisionWay(way)] if way in set(DecisionWay) else way
        said = phrase("dossier", "{how}, recorded by {name}", how=how, name=name)
        return self.say(said)

    def _named(self, words: Mapping[str, Message], key: str) -> str:
        return self.say(words[key]) if key in words else key.replace("_", " ")
