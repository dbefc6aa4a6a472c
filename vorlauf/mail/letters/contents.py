"""Contents: the letter of a notice, with all the values that it needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from notifications.i18n.translation import translate
from notifications.letters import (
    failed_publications,
    holds,
    missed_slots,
    needless_requests,
    news,
    requests,
)
from notifications.letters.blocks import Letter
from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS
from states import due_changes
from states.messages import msg
from states.post import STEPS, Asks, DecisionWay, PostState, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.db.tables import OUTCOME_OF
from vorlauf.directory.model import Directory
from vorlauf.editing.slot_previews import earliest_possible
from vorlauf.errors import NotFoundError
from vorlauf.mail.letters import hold_mails
from vorlauf.mail.letters.context import NoticeContext
from vorlauf.mail.letters.incoming_contents import (
    absence_entered,
    absence_offered,
    comment,
    lost_mail,
    nobody_there,
    there,
)
from vorlauf.mail.letters.template_values import (
    Addressee,
    TemplateValues,
    changed,
    parts_of,
)
from vorlauf.posts.past_queries import PastAction

# Which answer to a step a receipt confirms.
# A post goes for good by a withdrawal, or by hand past all rules.
_WITHDRAWING: Final = frozenset({Trigger.WITHDRAW.value, Trigger.OVERRIDE.value})
_DECIDED: Final[Mapping[str | None, Trigger]] = {
    outcome: trigger for trigger, outcome in OUTCOME_OF.items()
}


def letter(  # noqa: C901, PLR0911, PLR0912, one for each thing that mails are about
    about: NoticeContext, to: Addressee, directory: Directory, now: datetime
) -> Letter:
    """Write the letter of a notice, in the language of its reader.

    Raises `NotFoundError` if it names somebody who is not in stakeholders.toml any
    more.
    """
    parts = parts_of(about, to, directory, now)
    match MAIL_KINDS[about.notice.purpose].about:
        case MailTopic.STEP:
            return _step(about, parts)
        case MailTopic.REFUSAL:
            return _changes_requested(about, parts, directory)
        case MailTopic.DECISION:
            return _receipt(about, parts)
        case MailTopic.RECORDED_DECISION:
            return _recorded(about, parts)
        case MailTopic.CORRECTION:
            return _corrected(about, parts)
        case MailTopic.PUBLICATION:
            return _published(about, parts)
        case MailTopic.COMMENT:
            return comment(about, parts, to, directory)
        case MailTopic.ABSENCE:
            return absence_offered(about, parts, directory)
        case MailTopic.ENTERED_ABSENCE:
            return absence_entered(about, parts, directory)
        case MailTopic.GAPS:
            return nobody_there(about, parts, directory)
        case MailTopic.LOST_MAIL:
            return lost_mail(about, parts, directory)
        case MailTopic.MISSED_SLOT:
            return _missed_slot(about, parts, directory, now)
        case MailTopic.FAILED_PUBLICATION:
            return _publication_failed(about, parts)
        case MailTopic.NEEDLESS_REQUEST:
            return _no_longer_asked(about, parts)
        case MailTopic.HOLD:
            return _on_hold(about, parts, directory)
        case MailTopic.EVERYTHING | MailTopic.AUDIT_LOG | MailTopic.CLOSED_DAYS:
            raise ValueError("Such a mail is about no post.")


def _act(about: NoticeContext) -> PastAction:
    return about.act or PastAction(actor="", house="", comment="")


def _step(about: NoticeContext, parts: TemplateValues) -> Letter:
    act = _act(about)
    return requests.letter(
        about.notice.purpose,
        parts.reader,
        parts.campaign,
        parts.post,
        requests.StepValues(
            parts.duty,
            to_deputy=parts.to_deputy,
            changed=changed(about),
            moved_by=act.actor,
            reason=act.comment,
            permalinks=about.permalinks,
            told=about.told.due_at if about.told else None,
            because=_because(about, parts),
        ),
    )


def _because(about: NoticeContext, parts: TemplateValues) -> str:
    clause = due_changes.because(about.reasons, parts.campaign.zone)
    return translate(clause, parts.reader.language)


def _changes_requested(
    about: NoticeContext, parts: TemplateValues, directory: Directory
) -> Letter:
    act = _act(about)
    house = directory.houses.get(act.house.split(", ")[0])
    return news.changes_requested(
        parts.reader,
        parts.campaign,
        parts.post,
        news.RefusalValues(
            asked_by=act.actor,
            capacity=act.capacity,
            house=house.name if house else directory.agency.name,
            comment=act.comment,
            changed=changed(about),
            afterwards=about.matter.retrospective,
        ),
    )


def _receipt(about: NoticeContext, parts: TemplateValues) -> Letter:
    decided = _decision(about, parts)
    return news.decision_received(parts.reader, parts.campaign, parts.post, decided)


def _decision(about: NoticeContext, parts: TemplateValues) -> news.DecisionValues:
    matter = about.matter
    return news.DecisionValues(
        decision=_DECIDED[matter.outcome],
        at=matter.closed_at or about.notice.planned_at,
        decided_by=matter.decided_by or "",
        on_behalf_of=matter.on_behalf_of or "",
        house=parts.duty.house,
        comment=matter.comment,
        version=matter.version,
        link=parts.duty.link,
        own_account=matter.own_account,
    )


def _recorded(about: NoticeContext, parts: TemplateValues) -> Letter:
    matter, decided = about.matter, _decision(about, parts)
    return news.decision_recorded(
        parts.reader,
        parts.campaign,
        parts.post,
        decided,
        news.RecordValues(
            recorded_by=matter.recorded_by,
            way=DecisionWay(matter.way),
            said_at=matter.said_at or decided.at,
        ),
    )


def _corrected(about: NoticeContext, parts: TemplateValues) -> Letter:
    act = _act(about)
    return news.corrected(
        parts.reader,
        parts.campaign,
        parts.post,
        news.CorrectionValues(
            decision=_DECIDED.get(about.matter.outcome),
            corrected_by=act.actor,
            comment=act.comment,
            changed=changed(about),
            link=parts.duty.link,
        ),
    )


def _published(about: NoticeContext, parts: TemplateValues) -> Letter:
    return news.published(
        parts.reader,
        parts.campaign,
        parts.post,
        at=about.post.published_at or about.notice.planned_at,
        permalinks=about.permalinks,
    )


def _missed_slot(
    about: NoticeContext, parts: TemplateValues, directory: Directory, now: datetime
) -> Letter:
    return missed_slots.slot_missed(
        parts.reader,
        parts.campaign,
        parts.post,
        missed_slots.MissedSlotValues(
            kind=about.matter.kind,
            asked=parts.duty.asked,
            house=parts.duty.house,
            earliest=_earliest(about.post, directory, now),
            is_approved=about.post.state is PostState.SCHEDULED,
            link=parts.duty.link,
        ),
    )


def _publication_failed(about: NoticeContext, parts: TemplateValues) -> Letter:
    row = about.publication
    if row is None:
        raise NotFoundError(msg("There is no such publication."))
    return failed_publications.publication_failed(
        parts.reader,
        parts.campaign,
        parts.post,
        failed_publications.FailedPublicationValues(
            channel=row.channel,
            version=row.version,
            reason=translate(row.error, parts.reader.language),
            is_unknown=row.state is PublicationState.UNKNOWN,
            is_over=about.post.state is not PostState.SCHEDULED
            or about.post.version != row.version,
            link=parts.duty.link,
        ),
    )


def _no_longer_asked(about: NoticeContext, parts: TemplateValues) -> Letter:
    matter, act = about.matter, _act(about)
    asks_houses = STEPS[matter.kind].asks is Asks.HOUSES
    return needless_requests.no_longer_asked(
        parts.reader,
        parts.campaign,
        parts.post,
        needless_requests.NeedlessRequestValues(
            kind=matter.kind,
            house=parts.duty.house,
            version=matter.version,
            ended_by=matter.decided_by or act.actor,
            comment=act.comment,
            holds=about.holds,
            is_out=asks_houses and matter.house not in about.post.houses,
            is_withdrawn=act.event in _WITHDRAWING,
            is_back=about.post.state is not PostState.WITHDRAWN,
            was_out=about.post.published_at is not None,
        ),
    )


def _on_hold(
    about: NoticeContext, parts: TemplateValues, directory: Directory
) -> Letter:
    hold = hold_mails.values_of(there(about.hold), directory)
    return holds.on_hold(parts.reader, parts.campaign, parts.post, hold)


def _earliest(
    post: PostSnapshot, directory: Directory, now: datetime
) -> datetime | None:
    try:
        return earliest_possible(post, directory, now)
    except NotFoundError:  # a house has left stakeholders.toml
        return None
