"""Letters: which words a notice becomes, with everything they say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar, assert_never

from notifications import asking, news, postroom
from notifications.inbox.received import read
from notifications.letters import Letter
from states.post import Trigger
from states.purpose import Purpose
from vorlauf.errors import NotFoundError
from vorlauf.occasions import Occasion
from vorlauf.parts import Addressee, Parts, changed, house_name, parts_of
from vorlauf.stakeholders import Directory, Person
from vorlauf.store.correspondence import Act, Matter
from vorlauf.store.tables import OUTCOME_OF, Purpose

T = TypeVar("T")

# Which answer to a step a receipt confirms.
_DECIDED: Final[Mapping[str | None, Trigger]] = {
    outcome: trigger for trigger, outcome in OUTCOME_OF.items()
}


def letter(  # noqa: C901, PLR0911, PLR0912, one for each purpose
    about: Occasion, to: Addressee, directory: Directory, now: datetime
) -> Letter:
    """Write the letter of a notice, in the language of whoever reads it.

    Raises `NotFoundError` if stakeholders.toml no longer knows somebody it names.
    """
    parts = parts_of(about, to, directory, now)
    said = (parts.reader, parts.campaign, parts.post)
    match about.notice.purpose:
        case Purpose.MATERIAL_REQUEST:
            return asking.material_request(*said, parts.duty)
        case Purpose.SUBMIT_REQUEST:
            return asking.submit_request(*said, parts.duty)
        case Purpose.PUBLISH_REQUEST:
            return asking.publish_request(*said, parts.duty)
        case Purpose.REVIEW_REQUEST:
            return asking.review_request(*said, parts.duty, changed=changed(about))
        case Purpose.APPROVAL_REQUEST:
            return asking.approval_request(*said, parts.duty, changed=changed(about))
        case Purpose.REMINDER:
            return asking.reminder(*said, parts.duty)
        case Purpose.ESCALATION:
            to_deputy = _is_deputy(to.person, about.matter, directory)
            return asking.escalation(*said, parts.duty, to_deputy=to_deputy)
        case Purpose.RETROSPECTIVE_REQUEST:
            act = _act(about)
            return asking.retrospective_request(
                *said, parts.duty, moved_by=act.actor, reason=act.comment
            )
        case Purpose.CHANGES_REQUESTED:
            return _changes_requested(about, parts, directory)
        case Purpose.DECISION_RECEIVED:
            return _receipt(about, parts)
        case Purpose.PUBLISHED:
            return _published(about, parts)
        case Purpose.COMMENT_RECEIVED:
            return _comment(about, parts)
        case Purpose.REPLY_RECEIVED:
            return _reply(about, parts)
        case Purpose.ABSENCE_OFFERED:
            return _away(about, parts, directory)
        case Purpose.BOUNCE_REPORT:
            return _returned(about, parts, directory)
        case Purpose.LINK_RENEWED:
            return asking.link_renewed(*said, parts.duty, changed=changed(about))
        case Purpose.TAKE_DOWN_REQUEST:
            return asking.take_down_request(
                *said,
                parts.duty,
                reason=_act(about).comment,
                permalinks=about.permalinks,
            )
        case Purpose.MENTIONED:
            return _mention(about, parts)
        case Purpose.CORRECTED:
            return _corrected(about, parts)
        case Purpose.OVERVIEW:
            raise ValueError("An overview is about no post.")
        case _:
            assert_never(about.notice.purpose)


def _is_deputy(person: Person, matter: Matter, directory: Directory) -> bool:
    is_there = matter.asked in directory.people
    return is_there and person in directory.deputies_of(matter.asked)


def _there(what: T | None) -> T:
    if what is None:
        raise NotFoundError("What this mail tells of is not in the store any more.")
    return what


def _act(about: Occasion) -> Act:
    return about.act or Act(actor="", house="", comment="")


def _changes_requested(about: Occasion, parts: Parts, directory: Directory) -> Letter:
    act = _act(about)
    house = directory.houses.get(act.house.split(", ")[0])
    return news.changes_requested(
        parts.reader,
        parts.campaign,
        parts.post,
        asked_by=act.actor,
        house=house.name if house else directory.agency.name,
        comment=act.comment,
        changed=changed(about),
        afterwards=about.matter.retrospective,
    )


def _receipt(about: Occasion, parts: Parts) -> Letter:
    matter = about.matter
    return news.decision_received(
        parts.reader,
        parts.campaign,
        parts.post,
        decision=_DECIDED[matter.outcome],
        at=matter.closed_at or about.notice.planned_at,
        decided_by=matter.decided_by or "",
        on_behalf_of=matter.on_behalf_of or "",
        house=parts.duty.house,
        comment=matter.comment,
        version=matter.version,
        link=parts.duty.link,
    )


def _corrected(about: Occasion, parts: Parts) -> Letter:
    act = _act(about)
    return news.corrected(
        parts.reader,
        parts.campaign,
        parts.post,
        decision=_DECIDED.get(about.matter.outcome),
        corrected_by=act.actor,
        comment=act.comment,
        changed=changed(about),
        link=parts.duty.link,
    )


def _published(about: Occasion, parts: Parts) -> Letter:
    return news.published(
        parts.reader,
        parts.campaign,
        parts.post,
        at=about.case.published_at or about.notice.planned_at,
        permalinks=about.permalinks,
    )


def _comment(about: Occasion, parts: Parts) -> Letter:
    remark = _there(about.remark)
    return postroom.comment_received(
        parts.reader,
        parts.campaign,
        parts.post,
        author=remark.author,
        on_file=bool(remark.author_key),
        at=remark.said_at,
        text=remark.text,
    )


def _mention(about: Occasion, parts: Parts) -> Letter:
    remark = _there(about.remark)
    return postroom.mentioned(
        parts.reader,
        parts.campaign,
        parts.post,
        author=remark.author,
        at=remark.said_at,
        text=remark.text,
        internal=remark.internal,
    )


def _reply(about: Occasion, parts: Parts) -> Letter:
    duty = None if about.matter.closed_at else parts.duty
    return postroom.reply_received(
        parts.reader,
        parts.campaign,
        parts.post,
        duty,
        text=_there(about.remark).text,
    )


def _away(about: Occasion, parts: Parts, directory: Directory) -> Letter:
    note = _there(about.away)
    person = directory.people.get(note.person)
    return postroom.absence_offered(
        parts.reader,
        parts.campaign,
        parts.post,
        person=person.name if person else note.person,
        first=note.absent_from,
        last=note.absent_until,
        text=read(note.content, about.notice.planned_at.date()).whole or note.subject,
    )


def _returned(about: Occasion, parts: Parts, directory: Directory) -> Letter:
    lost = _there(about.returned)
    person = directory.people.get(lost.recipient)
    return postroom.bounce_report(
        parts.reader,
        parts.campaign,
        parts.post,
        to=person.name if person else house_name(lost.recipient, directory),
        address=lost.address or (person.email if person else ""),
        reason=lost.error,
        matters=tuple(f"{number} {title}" for number, title in lost.matters),
        suppressed=lost.is_suppressed,
        in_doubt=lost.is_in_doubt,
    )
