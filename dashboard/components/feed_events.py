"""Feed events: slots, due dates and closed days in the words of one reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from dashboard.i18n.language import Words
from notifications.delivery.calendar_feed import EventStatus, FeedEvent
from notifications.letters import formatting
from vorlauf.directory.model import Directory, House
from vorlauf.readmodels.calendar_feed import FeedDate, SlotCertainty

# A slot is shown as its first minutes, a due date as its last.
_LENGTH: Final = timedelta(minutes=15)
_STATUS: Final = {
    SlotCertainty.PLANNED: EventStatus.TENTATIVE,
    SlotCertainty.FIXED: EventStatus.CONFIRMED,
    SlotCertainty.CANCELLED: EventStatus.CANCELLED,
}
# Where nobody has noted a change of the rules yet.
_BEFORE_ALL: Final = datetime(2020, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class FeedWords:
    """In which words, and under which address, a calendar says what it shows.

    `origin` is the public address of the dashboard; `rules_changed_at` (aware UTC) is
    when stakeholders.toml was last found changed.
    """

    words: Words
    directory: Directory
    origin: str
    rules_changed_at: datetime | None

    @property
    def domain(self) -> str:
        """What makes ids of ours differ from those of others."""
        return self.origin.partition("://")[2] or "vorlauf"

    @property
    def _rules(self) -> tuple[int, datetime]:
        """In which minute stakeholders.toml was changed, which only grows, and when."""
        at = self.rules_changed_at or _BEFORE_ALL
        return max(0, int((at - _BEFORE_ALL).total_seconds()) // 60), at

    def of_posts(self, found: Sequence[FeedDate]) -> Iterator[FeedEvent]:
        """Yield slots and due dates."""
        for one in found:
            is_slot = one.kind is None
            yield FeedEvent(
                uid=f"{one.uid}@{self.domain}",
                begins=one.at if is_slot else one.at - _LENGTH,
                ends=one.at + _LENGTH if is_slot else one.at,
                title=self._title(one),
                status=_STATUS[one.certainty],
                # What is only planned moves with the rules, too; both only grow.
                sequence=one.sequence + self._rules[0],
                changed_at=max(one.changed_at, self._rules[1]),
                description="\n".join(self._description(one)),
                link=f"{self.origin}/posts/{one.post.number}",
            )

    def of_days(self, house: House, first: date, last: date) -> Iterator[FeedEvent]:
        """Yield the holidays and closing days of a house, and all blackouts."""
        for blackout in self.directory.campaign.blackouts:
            if first <= blackout.last and blackout.first <= last:
                title = self.words.gettext("Nothing is published: %(reason)s")
                uid = f"blackout-{blackout.first}"
                span = (blackout.first, blackout.last)
                yield self._days(uid, span, title % {"reason": blackout.reason})
        calendar, day = house.office.calendar, first
        while day <= last:
            if name := calendar.holiday(day):
                # No Land has two holidays on one day, and none that moves.
                yield self._days(f"closed-{day}-{house.key}", (day, day), name)
            day += _DAY

    def _days(self, uid: str, span: tuple[date, date], title: str) -> FeedEvent:
        minutes, changed_at = self._rules
        return FeedEvent(
            uid=f"{uid}@{self.domain}",
            begins=span[0],
            ends=span[1],
            title=title,
            status=EventStatus.CONFIRMED,
            sequence=minutes,
            changed_at=changed_at,
        )

    def _title(self, one: FeedDate) -> str:
        left, right = formatting.QUOTES[self.words.language]
        post = f"{one.post.number} {left}{one.post.title}{right}"
        if one.kind is not None:
            said = self.words.gettext("%(duty)s due: %(post)s")
            post = said % {"duty": self.words.duty_label(one.kind), "post": post}
        if one.certainty is SlotCertainty.CANCELLED:
            return post
        if one.post.held_since is not None:
            return self.words.gettext("%(what)s (on hold)") % {"what": post}
        if one.post.slot_missed:
            return self.words.gettext("%(what)s (slot missed)") % {"what": post}
        return post

    def _description(self, one: FeedDate) -> Iterator[str]:
        yield self.words.state_label(one.post.state)
        if one.kind is not None:
            yield self._house(one.house)
            asked = self.directory.people.get(one.asked)
            if asked is not None:
                yield asked.name
            return
        channels = filter(None, one.post.channels.split(","))
        yield ", ".join(map(self.words.channel_label, channels))
        yield ", ".join(map(self._house, one.post.houses))

    def _house(self, key: str) -> str:
        known = self.directory.houses.get(key)
        return known.name if known else key
