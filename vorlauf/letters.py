"""Letters: which message a notice becomes, with everything it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from notifications import messages
from notifications.messages import Campaign, Duty, Message, Picture, Post, Reader
from states.deadlines import slack
from states.fingerprint import changes
from states.post import Trigger
from vorlauf.outbox import Due
from vorlauf.stakeholders import Directory, Person
from vorlauf.steps import coordinator_of, office_of
from vorlauf.store.correspondence import Act, Matter, last_act, shown_before
from vorlauf.store.queries import Case
from vorlauf.store.tables import Medium, Purpose

# Which act on the post a letter reports.
_REPORTED: Mapping[Purpose, Trigger] = {
    Purpose.CHANGES_REQUESTED: Trigger.REQUEST_CHANGES,
    Purpose.RETROSPECTIVE_REQUEST: Trigger.OVERRIDE,
}
_COMPARED = frozenset({Purpose.REVIEW_REQUEST, Purpose.APPROVAL_REQUEST})


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """All that a letter is about; `changed` are parts as `states` names them."""

    notice: Due
    case: Case
    matter: Matter
    act: Act | None = None
    changed: tuple[str, ...] = ()


def occasion(
    connection: Connection, notice: Due, case: Case, matter: Matter
) -> Occasion:
    """Read what went before, as far as this notice reports it."""
    reported = _REPORTED.get(notice.purpose)
    before = shown_before(connection, matter) if notice.purpose in _COMPARED else None
    return Occasion(
        notice=notice,
        case=case,
        matter=matter,
        act=last_act(connection, matter, reported.value) if reported else None,
        changed=changes(before, case.content) if before else (),
    )


def letter(  # noqa: PLR0911, one for each purpose
    about: Occasion, directory: Directory, now: datetime
) -> Message:
    """Write the message of a notice, in the language of its recipient.

    Raises `NotFoundError` if stakeholders.toml no longer knows somebody it names.
    """
    person = directory.person(_addressee(about))
    reader = Reader(name=person.name, language=person.language)
    campaign = _campaign(about.case, directory)
    post = _post(about.case, directory)
    duty = _duty(about.matter, directory, now)
    parts = (reader, campaign, post, duty)
    match about.notice.purpose:
        case Purpose.MATERIAL_REQUEST:
            return messages.material_request(*parts)
        case Purpose.SUBMIT_REQUEST:
            return messages.submit_request(*parts)
        case Purpose.PUBLISH_REQUEST:
            return messages.publish_request(*parts)
        case Purpose.REVIEW_REQUEST:
            return messages.review_request(*parts, changed=about.changed)
        case Purpose.APPROVAL_REQUEST:
            return messages.approval_request(*parts, changed=about.changed)
        case Purpose.REMINDER:
            return messages.reminder(*parts)
        case Purpose.ESCALATION:
            to_deputy = _stands_in(person, about.matter, directory)
            return messages.escalation(*parts, to_deputy=to_deputy)
        case Purpose.CHANGES_REQUESTED:
            return _changes_requested(reader, campaign, post, about, directory)
        case Purpose.RETROSPECTIVE_REQUEST:
            act = _act(about)
            return messages.retrospective_request(
                *parts, moved_by=act.actor, reason=act.comment
            )
        case _:
            assert_never(about.notice.purpose)


def _addressee(about: Occasion) -> str:
    # A hint in a chat goes to a house; it speaks as to whoever is asked there.
    is_chat = about.notice.medium is Medium.CHAT
    return about.matter.asked if is_chat else about.notice.recipient


def _stands_in(person: Person, matter: Matter, directory: Directory) -> bool:
    is_there = matter.asked in directory.people
    return is_there and person in directory.deputies_of(matter.asked)


def _act(about: Occasion) -> Act:
    return about.act or Act(actor="", house="", comment="")


def _changes_requested(
    reader: Reader,
    campaign: Campaign,
    post: Post,
    about: Occasion,
    directory: Directory,
) -> Message:
    act = _act(about)
    key = act.house.split(", ")[0]
    house = directory.houses.get(key)
    return messages.changes_requested(
        reader,
        campaign,
        post,
        asked_by=act.actor,
        house=house.name if house else directory.agency.name,
        comment=act.comment,
        afterwards=about.matter.retrospective,
    )


def _campaign(case: Case, directory: Directory) -> Campaign:
    coordinator = coordinator_of(case, directory)
    return Campaign(
        name=directory.campaign.name,
        zone=directory.campaign.zone,
        coordinator_name=coordinator.name,
        coordinator_email=coordinator.email,
    )


def _post(case: Case, directory: Directory) -> Post:
    content = case.content
    return Post(
        number=case.number,
        title=case.title,
        slot=case.slot_at,
        houses=tuple(_name(key, directory) for key in case.houses),
        version=case.version,
        texts=content.texts,
        link=content.link,
        pictures=tuple(
            Picture(
                house=_name(picture.house, directory),
                name=picture.name,
                alt_text=picture.alt_text,
            )
            for picture in content.pictures
        ),
    )


def _name(house: str, directory: Directory) -> str:
    return directory.houses[house].name if house in directory.houses else house


def _duty(matter: Matter, directory: Directory, now: datetime) -> Duty:
    days = slack(matter.due_at, now, office_of(matter.house, directory))
    asked = directory.people.get(matter.asked)
    return Duty(
        kind=matter.kind,
        house=_name(matter.house, directory),
        due=matter.due_at,
        asked=asked.name if asked else matter.asked,
        overdue_by=max(-days, 0),
        due_in=max(days, 0),
    )
