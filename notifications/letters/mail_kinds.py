"""The kinds of mail: one row of MAIL_KINDS for each.

Code that asks what a kind is asks its row; database statements ask `purposes_where` for
all kinds whose rows have something in common.
"""

from collections.abc import Callable, Mapping
from typing import Final

from notifications.letters.mail_kind import (
    ComparedWith,
    LandingPage,
    MailKindSpec,
    MailTopic,
    Nature,
    Pace,
)
from states.post import DECISIONS, StepKind, Trigger
from states.purpose import MailKind

_MATERIAL: Final = frozenset(kind for kind in StepKind if kind.is_material)
_DECISIONS: Final = frozenset(DECISIONS)
_ALL_STEPS: Final = frozenset(StepKind)

MAIL_KINDS: Final[Mapping[MailKind, MailKindSpec]] = {
    MailKind.MATERIAL_REQUEST: MailKindSpec(
        label="Request for material",
        lacking="asks nobody for material now",
        nature=Nature.REQUEST,
        steps=_MATERIAL,
    ),
    MailKind.SUBMIT_REQUEST: MailKindSpec(
        label="Request for handover",
        lacking="does not wait for being handed to review now",
        nature=Nature.REQUEST,
        steps=frozenset({StepKind.SUBMIT}),
    ),
    MailKind.REVIEW_REQUEST: MailKindSpec(
        label="Request for endorsement",
        lacking="asks no house for a review now",
        nature=Nature.REQUEST,
        steps=frozenset({StepKind.REVIEW}),
        since=ComparedWith.SHOWN_BEFORE,
    ),
    MailKind.APPROVAL_REQUEST: MailKindSpec(
        label="Request for approval",
        lacking="does not wait for an approval now",
        nature=Nature.REQUEST,
        steps=frozenset({StepKind.APPROVAL}),
        since=ComparedWith.SHOWN_BEFORE,
    ),
    # A post is handed out shortly before its slot.
    MailKind.PUBLISH_REQUEST: MailKindSpec(
        label="Request for publication",
        lacking="does not wait for its slot now",
        nature=Nature.REQUEST,
        steps=frozenset({StepKind.PUBLISH}),
        pace=Pace.AT_OPENING,
    ),
    MailKind.RETROSPECTIVE_REQUEST: MailKindSpec(
        label="Request for a later decision",
        lacking="has no decision open that an override has jumped over",
        nature=Nature.REQUEST,
        steps=_DECISIONS,
        reports=Trigger.OVERRIDE,
        since=ComparedWith.SHOWN_BEFORE,
        is_afterwards=True,
    ),
    # A reminder too many only annoys, and one that is missing is followed by others.
    MailKind.REMINDER: MailKindSpec(
        label="Reminder",
        lacking="asks nothing of anybody now",
        nature=Nature.REMINDER,
        steps=_ALL_STEPS,
        is_expendable=True,
    ),
    MailKind.ESCALATION: MailKindSpec(
        label="Escalation",
        lacking="asks nothing of anybody now",
        template="escalation_coordinator",
        deputy_template="escalation_deputy",
        nature=Nature.REPEAT,
        steps=_ALL_STEPS,
        is_expendable=True,
    ),
    MailKind.CHANGES_REQUESTED: MailKindSpec(
        label="Changes requested",
        lacking="has had no changes requested",
        nature=Nature.RETURN,
        about=MailTopic.REFUSAL,
        reports=Trigger.REQUEST_CHANGES,
        has_task=True,
    ),
    MailKind.DECISION_RECEIVED: MailKindSpec(
        label="Decision received",
        lacking="has had no decision",
        nature=Nature.NEWS,
        about=MailTopic.DECISION,
        page=LandingPage.RECEIPT,
        is_personal=True,
        can_wait=True,
    ),
    # Whoever is said to have decided may object, so it never goes to a deputy.
    MailKind.DECISION_RECORDED: MailKindSpec(
        label="Decision recorded",
        lacking="has no decision that a coordinator has recorded",
        nature=Nature.NEWS,
        about=MailTopic.RECORDED_DECISION,
        page=LandingPage.OBJECT,
        is_personal=True,
        can_wait=True,
    ),
    MailKind.PUBLISHED: MailKindSpec(
        label="Publication",
        lacking="has not been published",
        nature=Nature.NEWS,
        about=MailTopic.PUBLICATION,
        shows_places=True,
        can_wait=True,
    ),
    MailKind.COMMENT_RECEIVED: MailKindSpec(
        label="Comment received",
        lacking="has no comment",
        nature=Nature.NEWS,
        about=MailTopic.COMMENT,
        has_task=True,
    ),
    MailKind.REPLY_RECEIVED: MailKindSpec(
        label="Reply received",
        lacking="has no comment, or asks nothing of anybody now",
        nature=Nature.REPEAT,
        about=MailTopic.COMMENT,
        steps=_ALL_STEPS,
        is_personal=True,
    ),
    MailKind.ABSENCE_OFFERED: MailKindSpec(
        label="Absence reported",
        lacking="was never answered by an out-of-office notice",
        nature=Nature.NEWS,
        about=MailTopic.ABSENCE,
        has_task=True,
    ),
    # Whoever has a link may have said so: it goes to the address on file, never to the
    # deputy, and can be undone from there.
    MailKind.ABSENCE_NOTED: MailKindSpec(
        label="Absence confirmed",
        lacking="has told of no absence that was entered",
        nature=Nature.NEWS,
        about=MailTopic.ENTERED_ABSENCE,
        page=LandingPage.ABSENCE,
        pace=Pace.AT_ONCE,
        is_personal=True,
        can_wait=True,
        goes_alone=True,
    ),
    MailKind.ABSENCE_TOLD: MailKindSpec(
        label="Absence entered",
        lacking="has told of no absence that was entered",
        nature=Nature.NEWS,
        about=MailTopic.ENTERED_ABSENCE,
    ),
    # Somebody has to be called; nobody is told that telling failed.
    MailKind.BOUNCE_REPORT: MailKindSpec(
        label="Mail not delivered",
        lacking="has no mail that did not arrive",
        nature=Nature.NEWS,
        about=MailTopic.LOST_MAIL,
        pace=Pace.AT_OPENING,
        is_silent=True,
        has_task=True,
    ),
    MailKind.OVERVIEW: MailKindSpec(
        label="Overview",
        nature=Nature.SUMMARY,
        about=MailTopic.EVERYTHING,
        is_personal=True,
        is_expendable=True,
        is_silent=True,
    ),
    MailKind.MENTIONED: MailKindSpec(
        label="Mentioned in a comment",
        lacking="has no comment",
        nature=Nature.NEWS,
        about=MailTopic.COMMENT,
        is_personal=True,
    ),
    MailKind.CORRECTED: MailKindSpec(
        label="Editorial correction",
        lacking="has had no decision",
        nature=Nature.NEWS,
        about=MailTopic.CORRECTION,
        reports="correct",
        since=ComparedWith.DECIDED_ON,
        page=LandingPage.OBJECT,
    ),
    MailKind.LINK_RENEWED: MailKindSpec(
        label="New link",
        lacking="asks for nothing that is answered by link",
        nature=Nature.REPEAT,
        steps=_MATERIAL | _DECISIONS,
        since=ComparedWith.SHOWN_BEFORE,
        pace=Pace.AT_ONCE,
        is_personal=True,
    ),
    # A picture that may not be shown comes off at once.
    MailKind.TAKE_DOWN_REQUEST: MailKindSpec(
        label="Take-down requested",
        lacking="does not have to be taken down",
        nature=Nature.REQUEST,
        steps=frozenset({StepKind.TAKE_DOWN}),
        reports="take_down",
        pace=Pace.AT_OPENING,
        shows_places=True,
    ),
    # Nobody is late for a date of which they were told another one.
    MailKind.DUE_CHANGED: MailKindSpec(
        label="Date changed",
        lacking="asks for nothing by a date that was changed",
        nature=Nature.REPEAT,
        steps=_ALL_STEPS,
        tells_due=True,
    ),
    # It is filed in its reader's mailbox; nobody else reads it during an absence.
    MailKind.AUDIT_HEAD: MailKindSpec(
        label="Head of the audit log",
        nature=Nature.SUMMARY,
        about=MailTopic.AUDIT_LOG,
        is_personal=True,
        can_wait=True,
        is_expendable=True,
        is_silent=True,
    ),
    # Nobody else is asked before the post has another slot.
    MailKind.SLOT_MISSED: MailKindSpec(
        label="Slot missed",
        lacking="has not missed its slot",
        nature=Nature.NEWS,
        about=MailTopic.MISSED_SLOT,
        has_task=True,
    ),
    MailKind.ON_HOLD: MailKindSpec(
        label="Put on hold",
        lacking="is not on hold",
        nature=Nature.NEWS,
        about=MailTopic.HOLD,
        can_wait=True,
    ),
    MailKind.RESUMED: MailKindSpec(
        label="Hold ended",
        lacking="asks nothing of anybody now",
        nature=Nature.REPEAT,
        steps=_ALL_STEPS,
    ),
    # One mail about all that nobody is left for: an account or the file was changed.
    MailKind.NOBODY_THERE: MailKindSpec(
        label="Nobody to ask",
        lacking="has asked nobody yet",
        nature=Nature.NEWS,
        about=MailTopic.GAPS,
        has_task=True,
    ),
    # An earlier version was restored, or a house left the post.
    MailKind.NO_LONGER_ASKED: MailKindSpec(
        label="Request withdrawn",
        lacking="has withdrawn no request",
        nature=Nature.NEWS,
        about=MailTopic.NEEDLESS_REQUEST,
        can_wait=True,
    ),
    # What an adapter could not do by itself; its slot has come.
    MailKind.PUBLICATION_FAILED: MailKindSpec(
        label="Not published by itself",
        lacking="has no publication that needs a person",
        nature=Nature.NEWS,
        about=MailTopic.FAILED_PUBLICATION,
        pace=Pace.AT_OPENING,
        has_task=True,
    ),
    # One mail for all posts that lie on days which are closed now.
    MailKind.HOLD_REPORT: MailKindSpec(
        label="Posts on closed days",
        nature=Nature.SUMMARY,
        about=MailTopic.CLOSED_DAYS,
        pace=Pace.AT_OPENING,
        is_personal=True,
        is_silent=True,
    ),
}


def purposes_where(holds: Callable[[MailKindSpec], bool]) -> tuple[MailKind, ...]:
    """Return the purposes of all kinds of which something holds, in their order."""
    return tuple(purpose for purpose, kind in MAIL_KINDS.items() if holds(kind))


def request_for(step: StepKind, *, afterwards: bool = False) -> MailKind | None:
    """Return with what such a step begins; None for a draft, which its author knows.

    `afterwards` is for a decision that was jumped over.
    """
    fitting = purposes_where(
        lambda kind: (
            kind.is_request and kind.is_afterwards is afterwards and step in kind.steps
        )
    )
    return fitting[0] if fitting else None


def template_of(purpose: MailKind, *, to_deputy: bool = False) -> str:
    """Return which words a mail of this purpose has."""
    kind = MAIL_KINDS[purpose]
    usual = kind.template or purpose.value
    return kind.deputy_template or usual if to_deputy else usual
