"""The row type of MAIL_KINDS: what is said of a kind of mail."""

from dataclasses import dataclass
from enum import Enum, auto

from states.post import StepKind


class Nature(Enum):
    """What a mail does: it asks, or it tells."""

    REQUEST = auto()  # asks for a step first
    REMINDER = auto()  # asks for it again, when the plan says so
    REPEAT = auto()  # asks for it again, for a reason
    RETURN = auto()  # tells of a no, with which a draft begins anew
    NEWS = auto()  # tells of something that no decision on the step settles
    SUMMARY = auto()  # says how things are, by the calendar


class MailTopic(Enum):
    """What a mail is about; the number of its notice is the key of such a thing."""

    STEP = auto()
    REFUSAL = auto()
    DECISION = auto()
    RECORDED_DECISION = auto()
    CORRECTION = auto()
    PUBLICATION = auto()
    COMMENT = auto()
    ABSENCE = auto()
    ENTERED_ABSENCE = auto()
    LOST_MAIL = auto()
    EVERYTHING = auto()
    AUDIT_LOG = auto()
    MISSED_SLOT = auto()
    HOLD = auto()
    CLOSED_DAYS = auto()
    GAPS = auto()
    NEEDLESS_REQUEST = auto()
    FAILED_PUBLICATION = auto()


class Pace(Enum):
    """When a mail that is ready goes out."""

    AT_MAIL_HOUR = auto()
    AT_OPENING = auto()  # as soon as its house opens
    AT_ONCE = auto()  # whatever the hour: somebody waits for it


class ComparedWith(Enum):
    """With which content a mail compares the post, to show what has changed."""

    SHOWN_BEFORE = auto()
    DECIDED_ON = auto()


class LandingPage(Enum):
    """What the page is for that a mail leads to which asks for no answer."""

    RECEIPT = "receipt"
    OBJECT = "object"
    ABSENCE = "absence"


@dataclass(frozen=True, kw_only=True)
class MailKindSpec:
    """What a kind of mail is.

    `label` names it, `lacking` says why a post has no such mail. `steps` are the kinds
    of open steps that it belongs to. `reports` is the event in the audit log whose
    actor and comment it tells. `is_afterwards` says that the decision was jumped over,
    `is_personal` that it is of no use to a deputy, `can_wait` that it is not sent to
    one while its reader is away. A mail that `is_expendable` is not sent twice when
    nobody knows whether it arrived, and one that `is_silent` is not reported when it
    did not. One that `goes_alone` shares its mail with no other, so that nothing leads
    it to a deputy. `has_task` says that its reader has something to do though it asks
    for no step, `tells_due` that it tells of another date of a step. Its words stand in
    the template that is called as its purpose, or `template`; a deputy reads those of
    `deputy_template`, if there are any.
    """

    label: str
    nature: Nature
    lacking: str = ""
    template: str = ""
    about: MailTopic = MailTopic.STEP
    steps: frozenset[StepKind] = frozenset()
    reports: str = ""
    since: ComparedWith | None = None
    page: LandingPage | None = None
    pace: Pace = Pace.AT_MAIL_HOUR
    deputy_template: str = ""
    is_afterwards: bool = False
    shows_places: bool = False
    is_personal: bool = False
    can_wait: bool = False
    is_expendable: bool = False
    is_silent: bool = False
    has_task: bool = False
    goes_alone: bool = False
    tells_due: bool = False

    @property
    def is_request(self) -> bool:
        """Whether it asks for a step first."""
        return self.nature is Nature.REQUEST

    @property
    def begins(self) -> bool:
        """Whether a step may begin with it."""
        return self.nature in {Nature.REQUEST, Nature.RETURN}

    @property
    def is_planned(self) -> bool:
        """Whether the plan of a step owes it: it asks until the step is due."""
        return self.nature in {Nature.REQUEST, Nature.REMINDER}

    @property
    def names_due(self) -> bool:
        """Whether it tells the person asked until when the step is due."""
        return self.is_planned or self.tells_due

    @property
    def asks(self) -> bool:
        """Whether it asks for an open step, so that a decision settles it."""
        return self.is_planned or self.nature is Nature.REPEAT

    @property
    def rests(self) -> bool:
        """Whether it is not sent while its post is on hold or has missed its slot."""
        is_of_step = self.asks and self.about is MailTopic.STEP
        return is_of_step and self.pace is not Pace.AT_ONCE

    @property
    def needs_somebody(self) -> bool:
        """Whether it waits while nobody is there of all who could do what it asks."""
        return (self.asks or self.begins) and not self.is_personal

    @property
    def is_news(self) -> bool:
        """Whether it tells of something that no decision on the step settles."""
        return self.nature is Nature.NEWS

    @property
    def is_told_anyway(self) -> bool:
        """Whether it is still told when its step is closed."""
        return self.nature in {Nature.NEWS, Nature.RETURN}

    @property
    def is_counted(self) -> bool:
        """Whether its notices are numbered in their step, and not by what they tell."""
        return not self.is_news and self.about is not MailTopic.COMMENT

    @property
    def is_of_a_post(self) -> bool:
        """Whether it is about a step of a post; all else goes in a mail of its own."""
        return self.about not in {
            MailTopic.EVERYTHING,
            MailTopic.AUDIT_LOG,
            MailTopic.CLOSED_DAYS,
        }

    @property
    def is_bundled(self) -> bool:
        """Whether it may go in one mail with others of its recipient."""
        is_joined = self.is_of_a_post or self.about is MailTopic.EVERYTHING
        return is_joined and not self.goes_alone

    @property
    def gives_a_task(self) -> bool:
        """Whether its reader has something to do."""
        return self.has_task or (self.asks and self.about is MailTopic.STEP)
