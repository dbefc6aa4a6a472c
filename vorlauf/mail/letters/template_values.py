"""Template values: what letters say about the campaign, the post and the step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote

from notifications.i18n.translation import translate
from notifications.letters.values import (
    CampaignValues,
    ChangeValues,
    DutyValues,
    MaterialValues,
    PictureValues,
    PostValues,
    Reader,
)
from states.deadlines import slack
from states.fingerprint import Content, changes
from states.post import StepKind
from states.post_fields import IN_CONTENT
from vorlauf.copy_packs.pack import campaign_link
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.publication_tables import PublicationState
from vorlauf.directory.model import Directory, Person
from vorlauf.mail.letters.context import AnswerLink, NoticeContext
from vorlauf.material.briefs import usual_brief
from vorlauf.posts.channels import channels_of
from vorlauf.posts.picture_checks import shown_pictures
from vorlauf.workflow import draft_step
from vorlauf.workflow.steps import coordinator_of, office_of


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """The reader, the person whose deputy they are, until when, and where answers go.

    `has_left` says that the other person is disabled, with no known return;
    `answers_to` is one e-mail address; empty means the post's coordinator. Whoever
    `is_back` hears what stayed open, for which `asked_meanwhile` (names) were asked.
    """

    person: Person
    stands_in_for: Person | None = None
    absent_until: date | None = None
    has_left: bool = False
    answers_to: str = ""
    is_back: bool = False
    asked_meanwhile: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TemplateValues:
    """The values of every letter about a step, and whether a deputy reads it."""

    reader: Reader
    campaign: CampaignValues
    post: PostValues
    duty: DutyValues
    to_deputy: bool


def parts_of(
    about: NoticeContext, to: Addressee, directory: Directory, now: datetime
) -> TemplateValues:
    """Return the template values of a context."""
    coordinator = coordinator_of(about.post, directory)
    by_mail = answer_link(about.post, to.answers_to or coordinator.email)
    way = about.way or AnswerLink(address=by_mail)
    is_deputy = _is_deputy(to.person, about.matter.asked, directory)
    is_asked = is_deputy or to.person.key == about.matter.asked
    is_open = about.matter.closed_at is None
    day_of = directory.agency.office.day_of
    by_itself, by_hand = _ways(about, directory)
    return TemplateValues(
        reader=reader_of(to),
        campaign=campaign_of(coordinator, directory),
        post=replace(
            _post(about.post, directory),
            is_first=about.is_first and is_asked and is_open,
            slot_passed=about.post.slot_at < now and not about.post.is_reserve,
            slot_day_over=day_of(about.post.slot_at) < day_of(now),
        ),
        duty=replace(
            _duty(about, directory, now, way),
            missing=_missing(about, to.person.language, directory),
            by_itself=by_itself,
            by_hand=by_hand,
        ),
        to_deputy=is_deputy,
    )


def _is_deputy(person: Person, asked: str, directory: Directory) -> bool:
    return asked in directory.people and person in directory.deputies_of(asked)


def reader_of(to: Addressee) -> Reader:
    """Return the reader, as templates need it."""
    return Reader(
        name=to.person.name,
        language=to.person.language,
        stands_in_for=to.stands_in_for.name if to.stands_in_for else "",
        absent_until=to.absent_until,
        has_left=to.has_left,
        is_back=to.is_back,
        asked_meanwhile=to.asked_meanwhile,
    )


def campaign_of(coordinator: Person, directory: Directory) -> CampaignValues:
    """Return the campaign of the mail, and the person whom an answer reaches."""
    return CampaignValues(
        name=directory.campaign.name,
        zone=directory.campaign.zone,
        coordinator_name=coordinator.name,
        coordinator_email=coordinator.email,
    )


def answer_link(post: PostSnapshot, address: str) -> str:
    """Return a mailto link for an answer, with the post's number in the subject."""
    subject = quote(f"{post.number} {post.title}"[:100])
    return f"mailto:{quote(address, safe='@')}?subject={subject}"


def changed(about: NoticeContext) -> tuple[ChangeValues, ...]:
    """Return what has changed since the same house was shown the post last."""
    if about.before is None:
        return ()
    before, after = about.before, about.post.content
    return tuple(
        ChangeValues(part=part, before=_shown(before, part), after=_shown(after, part))
        for part in changes(before, after)
    )


def house_name(house: str, directory: Directory) -> str:
    """Return the name of a house; a removed house is called by its key."""
    return directory.houses[house].name if house in directory.houses else house


def _fields(content: Content) -> Mapping[str, str]:
    return {name: getattr(content, name) for name in IN_CONTENT}


def _shown(content: Content, part: str) -> str:
    what, _, channel = part.partition(":")
    match what:
        case "text":
            return content.texts.get(channel, "")
        case "slot":
            return content.slot_date.isoformat() if content.slot_date else ""
        case "channels":
            # Unsaid they are those of the texts.
            return ",".join(sorted(content.channels or content.texts))
        case "pictures":
            return ", ".join(picture.name for picture in content.pictures)
        case _:
            return _fields(content)[what]


def _post(post: PostSnapshot, directory: Directory) -> PostValues:
    content = post.content
    return PostValues(
        number=post.number,
        title=post.title,
        slot=post.slot_at,
        houses=tuple(house_name(key, directory) for key in post.houses),
        version=post.version,
        texts=content.texts,
        fields=_fields(content),
        is_reserve=post.is_reserve,
        reserve_from=post.reserve_from,
        reserve_until=post.reserve_until,
        pictures=tuple(
            PictureValues(
                house=house_name(picture.house, directory),
                name=picture.name,
                alt_text=picture.alt_text,
                credit=picture.credit,
            )
            for picture in shown_pictures(post, directory)
        ),
        links={
            channel: link
            for channel in channels_of(post, directory)
            if (link := campaign_link(directory, post, channel)) != content.link
        },
    )


def _duty(
    about: NoticeContext, directory: Directory, now: datetime, way: AnswerLink
) -> DutyValues:
    matter = about.matter
    days = slack(matter.due_at, now, office_of(matter.house, directory))
    asked = directory.people.get(matter.asked)
    return DutyValues(
        kind=matter.kind,
        house=house_name(matter.house, directory),
        due=matter.due_at,
        asked=asked.name if asked else matter.asked,
        overdue_by=max(-days, 0),
        due_in=max(days, 0),
        link=way.address,
        code=way.code,
        wanted=_wanted(about, directory),
        is_afterwards=matter.retrospective,
    )


def _missing(
    about: NoticeContext, language: str, directory: Directory
) -> tuple[str, ...] | None:
    """Return what a draft lacks, in the reader's language.

    Of a post that is published: the channels without a permalink, once there is one.
    """
    if about.matter.kind.waits_for_slot and about.post.proofs:
        wanted = channels_of(about.post, directory)
        return tuple(one for one in wanted if one not in about.post.proofs)
    if about.matter.kind is not StepKind.DRAFT:
        return None
    lacking = draft_step.lacking(about.post, directory)
    return tuple(translate(one, language) for one in lacking)


def _ways(
    about: NoticeContext, directory: Directory
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which channels are published by themselves, and which are by hand.

    Nothing if none is, nor of a channel of which nobody knows whether it is out.
    """
    targets, post = directory.targets, about.post
    if not targets or not about.matter.kind.waits_for_slot:
        return (), ()
    own = {
        row.channel: row for row in about.publications if row.version == post.version
    }
    left = [one for one in channels_of(post, directory) if one not in post.proofs]
    over = {
        name
        for name, row in own.items()
        if row.state in {PublicationState.BY_HAND, PublicationState.FAILED}
    }
    doubtful = {name for name, row in own.items() if row.needs_person} - over
    by_itself = tuple(one for one in left if one in targets and one not in over)
    if not by_itself:
        return (), ()
    by_hand = tuple(one for one in left if one not in by_itself)
    return tuple(one for one in by_itself if one not in doubtful), by_hand


def _wanted(about: NoticeContext, directory: Directory) -> MaterialValues | None:
    """Return what the brief asks for; a house without a brief, what is usual."""
    brief = about.wanted
    if brief is None and about.matter.kind is StepKind.ASSETS:
        brief = usual_brief(about.post, directory)
    if brief is None:
        return MaterialValues(remarks=about.remarks) if about.remarks else None
    return MaterialValues(
        kind=brief.kind,
        number=brief.number,
        people=brief.people,
        formats=brief.formats,
        purpose=brief.purpose,
        note=brief.note,
        template=brief.template,
        remarks=about.remarks,
    )
