"""Rendering: one finished message from the due notices of one recipient."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.headerregistry import Address
from uuid import uuid4

from notifications.delivery.calendar_file import DueDate, attachments
from notifications.delivery.mime import (
    Attachment,
    MailHeaders,
    address,
    compose,
    message_id,
)
from notifications.errors import NotificationError
from notifications.letters import digest
from notifications.letters.blocks import Letter, MailContent
from notifications.letters.formatting import language
from notifications.letters.layout import alone
from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS
from notifications.letters.step_labels import DUTIES
from states.messages import Message
from states.post import StepKind
from vorlauf.db.tables import Medium
from vorlauf.directory.model import Person
from vorlauf.errors import NotFoundError
from vorlauf.links.placeholders import Placeholder, places
from vorlauf.mail.letters import hold_mails, log_head, weekly_overview
from vorlauf.mail.letters.bundle import Bundle
from vorlauf.mail.letters.contents import letter
from vorlauf.mail.letters.context import NoticeContext
from vorlauf.mail.letters.render_context import MailContext
from vorlauf.mail.letters.template_values import (
    Addressee,
    campaign_of,
    parts_of,
    reader_of,
)
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.mail.queue.outbox import FinishedMessage
from vorlauf.posts.calendar_ids import due_id
from vorlauf.workflow.steps import coordinator_of


@dataclass(frozen=True, kw_only=True)
class WrittenMessage:
    """A message, its notices, and the unwritten ones with the reason."""

    message: FinishedMessage | None
    notices: tuple[ClaimedNotice, ...]
    unwritten: Mapping[ClaimedNotice, Message] = field(default_factory=dict)


def write(bundle: Bundle, to: Addressee, office: MailContext) -> WrittenMessage:
    """Write one message about the whole bundle, the most urgent first.

    A notice that cannot be written stops no other. Raises `NotificationError` if the
    places of the links are uncertain.
    """
    identity = uuid4().hex
    written = _written(bundle, to, office, identity)
    links = bundle.links()
    if written.message is None or not links:
        return written
    again = _written(bundle.otherwise(), to, office, identity).message
    return replace(written, message=_with_places(written.message, again, links))


def _with_places(
    message: FinishedMessage,
    again: FinishedMessage | None,
    links: Mapping[Placeholder, int],
) -> FinishedMessage:
    """Return where the links belong, by comparing the two versions."""
    try:
        found = places(message.content, again.content if again else b"", links)
    except ValueError as error:
        raise NotificationError(
            "The mail did not come out the same twice, so nobody knows where its links "
            "belong."
        ) from error
    return replace(message, places=found)


def _written(
    bundle: Bundle, to: Addressee, office: MailContext, identity: str
) -> WrittenMessage:
    first = bundle.notices[0]
    summaries = tuple(n for n in bundle.notices if n.step_id is None)
    items, unwritten = _items(bundle, to, office)
    if summaries and not items:
        words = _summary(bundle, summaries[0], to, office)
        mail = _mail(words, to, office.directory.coordinator, office, identity)
        return WrittenMessage(message=mail, notices=summaries, unwritten=unwritten)
    if not items:
        return WrittenMessage(message=None, notices=(), unwritten=unwritten)
    if first.medium is Medium.CHAT:
        message = _hint(first, [item.letter for item in items], identity)
    else:
        message = _about_posts(bundle, items, to, office, identity)
    notices = (*summaries, *(item.about.notice for item in items))
    return WrittenMessage(message=message, notices=notices, unwritten=unwritten)


def _summary(
    bundle: Bundle, notice: ClaimedNotice, to: Addressee, office: MailContext
) -> MailContent:
    if MAIL_KINDS[notice.purpose].about is MailTopic.AUDIT_LOG:
        return log_head.message(bundle.end_of_log, to, office)
    if bundle.hold is not None:
        return hold_mails.report(bundle.hold, bundle.held, to, office)
    return alone(weekly_overview.letter(bundle.duties, to, office, bundle.end_of_log))


@dataclass(frozen=True)
class _Item:
    """One notice of a mail: its context, and its letter."""

    about: NoticeContext
    letter: Letter


def _items(
    bundle: Bundle, to: Addressee, office: MailContext
) -> tuple[list[_Item], dict[ClaimedNotice, Message]]:
    items: list[_Item] = []
    unwritten: dict[ClaimedNotice, Message] = {}
    for one in sorted(bundle.occasions, key=_urgency):
        try:
            items.append(_Item(one, letter(one, to, office.directory, office.now)))
        except (NotFoundError, NotificationError) as error:
            unwritten[one.notice] = error.message
    return items, unwritten


def _urgency(one: NoticeContext) -> tuple[bool, datetime, int]:
    """Return the sort key of a mail: requests by their date, then news."""
    names_due = MAIL_KINDS[one.notice.purpose].names_due
    return not names_due, one.matter.due_at, one.notice.id


def _about_posts(
    bundle: Bundle,
    items: Sequence[_Item],
    to: Addressee,
    office: MailContext,
    identity: str,
) -> FinishedMessage:
    coordinator = coordinator_of(items[0].about.post, office.directory)
    letters = [item.letter for item in items]
    campaign = campaign_of(coordinator, office.directory)
    message = digest.digest(
        reader_of(to), campaign, letters, _beside(bundle, to, office)
    )
    dates = _due_dates([item.about for item in items], to, office)
    return _mail(
        message, to, coordinator, office, identity, thread=bundle.thread, dates=dates
    )


def _beside(bundle: Bundle, to: Addressee, office: MailContext) -> digest.Beside:
    """Return what stands in the mail beside its letters."""
    has_overview = any(notice.step_id is None for notice in bundle.notices)
    overview = (
        weekly_overview.letter(
            bundle.duties, to, office, bundle.end_of_log, is_beside=True
        )
        if has_overview
        else None
    )
    page = ""
    if office.issuer and bundle.more:
        asked = to.stands_in_for or to.person
        page = f"{office.issuer.url}/posts?person={asked.key}"
    return digest.Beside(overview=overview, more=len(bundle.more), page=page)


def _mail(  # noqa: PLR0913, a mail needs all it says
    message: MailContent,
    to: Addressee,
    coordinator: Person,
    office: MailContext,
    seed: str,
    *,
    thread: Sequence[str] = (),
    dates: Sequence[Attachment] = (),
) -> FinishedMessage:
    recipient = address(to.person.email, to.person.name)
    identity = message_id(office.sender.domain, seed)
    # The first mail about a post stands at the head of the conversation for ever.
    references = (thread[0], *thread[1:][-1:]) if thread else ()
    content = compose(
        message,
        MailHeaders(
            sender=office.sender,
            recipient=recipient,
            reply_to=_reply_to(to, coordinator, office),
            message_id=identity,
            date=office.now,
            in_reply_to=thread[-1] if thread else "",
            references=references,
        ),
        attachments=dates,
    )
    return FinishedMessage(
        message_id=identity,
        recipient=to.person.key,
        address=recipient.addr_spec,
        subject=message.subject,
        content=content,
        dated_at=office.now,
    )


def _reply_to(to: Addressee, coordinator: Person, office: MailContext) -> Address:
    if to.answers_to:
        return address(to.answers_to, office.directory.agency.name)
    return address(coordinator.email, coordinator.name)


def _hint(
    notice: ClaimedNotice, letters: Iterable[Letter], seed: str
) -> FinishedMessage:
    """Write the lines for a room; a room must not see links or names."""
    words = "\n".join(letter.subject for letter in letters)
    return FinishedMessage(
        message_id=message_id("chat.invalid", seed),
        recipient=notice.recipient,
        address="",
        subject=words.partition("\n")[0],
        content=words.encode(),
        dated_at=notice.due_at,
    )


def _due_dates(
    occasions: Iterable[NoticeContext], to: Addressee, office: MailContext
) -> Sequence[Attachment]:
    dates = [
        _due_date(one, to, office)
        for one in occasions
        if MAIL_KINDS[one.notice.purpose].names_due
        and one.matter.kind is not StepKind.DRAFT
        and one.matter.due_at > office.now
    ]
    zone = office.directory.campaign.zone
    return attachments(dates, stamp=office.now, zone=zone, lang=to.person.language)


def _due_date(one: NoticeContext, to: Addressee, office: MailContext) -> DueDate:
    duty = parts_of(one, to, office.directory, office.now).duty
    return DueDate(
        uid=f"{_duty_id(one)}@{office.sender.domain}",
        number=one.post.number,
        title=one.post.title,
        duty=DUTIES[language(to.person.language)][one.matter.kind],
        due=one.matter.due_at,
        # Others look into a calendar: what only its reader may use stands in the mail.
        link="" if one.way else duty.link,
        sequence=one.history.entries,
        changed_at=one.history.last_at,
    )


def _duty_id(one: NoticeContext) -> str:
    matter, house = one.matter, one.history.first_key(one.matter.house)
    return due_id(one.post.id, matter.kind, house, retrospective=matter.retrospective)
