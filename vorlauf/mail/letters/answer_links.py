"""Answer links: the links of a mail, one for each step that its reader may answer.

The kept mail has placeholders; `links.placeholders` inserts the links.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from sqlalchemy import Connection

from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS
from vorlauf.db.call import Call
from vorlauf.db.tables import LinkKind, Medium
from vorlauf.directory.model import Directory, Person
from vorlauf.links import signing_key
from vorlauf.links.issue import LinkIssuer, Subject, link_for
from vorlauf.links.placeholders import SPECIMEN, Placeholder, fresh
from vorlauf.links.verify import kind_for
from vorlauf.mail.letters.context import AnswerLink, NoticeContext
from vorlauf.mail.queue import outbox
from vorlauf.mail.queue.leases import ClaimedNotice
from vorlauf.mail.queue.outbox import FinishedMessage
from vorlauf.posts.step_queries import NoticeStep
from vorlauf.workflow.steps import office_of


def with_links(
    call: Call, issuer: LinkIssuer, about: Sequence[NoticeContext], reader: Person
) -> tuple[NoticeContext, ...]:
    """Return the contexts, each with the link by which the reader answers, if any.

    Missing links are issued; only the person asked, or their deputy, gets one.
    """
    return tuple(
        _with_link(call, issuer, one, placeholder, reader)
        for one, placeholder in zip(about, fresh(len(about)), strict=True)
    )


def kept_with_links(
    connection: Connection,
    issuer: LinkIssuer | None,
    notices: Sequence[ClaimedNotice],
    reader: Person,
) -> FinishedMessage | None:
    """Return the message of an earlier attempt, to be sent again unchanged.

    None if there is none, if its reader has another address by now, or if its links
    cannot be inserted or open nothing any more. Raises `LinkKeyError` if the signing
    key is another by now.
    """
    known = signing_key.require(connection, issuer.key) if issuer else None
    before = outbox.rendered_before(connection, notices)
    if before is None or before.address not in {"", reader.email}:
        return None
    is_lost = before.places and issuer is None
    replaced_at = known.replaced_at if known else None
    is_void = replaced_at is not None and before.dated_at < replaced_at
    return None if is_lost or is_void else replace(before, address=reader.email)


def as_seen(
    issuer: LinkIssuer,
    about: Sequence[NoticeContext],
    reader: Person,
    directory: Directory,
) -> tuple[NoticeContext, ...]:
    """Return the contexts with links that open nothing, for a preview."""
    return tuple(
        replace(one, way=_way(issuer, one, directory, SPECIMEN, "000000"))
        if link_kind(one, reader, directory)
        else _with_pack(issuer, one, reader, directory)
        for one in about
    )


def link_kind(
    one: NoticeContext, reader: Person, directory: Directory
) -> LinkKind | None:
    """Return the kind of link that this reader gets about a step, None if none."""
    notice, matter = one.notice, one.matter
    if notice.medium is not Medium.MAIL:
        return None
    kind = MAIL_KINDS[notice.purpose]
    if kind.page is not None:
        return LinkKind(kind.page.value)
    is_open = kind.asks and matter.closed_at is None
    if not is_open or not _may_answer(reader, matter, directory):
        return None
    return kind_for(matter.kind)


def _may_answer(reader: Person, matter: NoticeStep, directory: Directory) -> bool:
    """Say whether the step asks the reader, or the person whose deputy they are."""
    if reader.key == matter.asked:
        return True
    is_there = matter.asked in directory.people
    return is_there and reader in directory.deputies_of(matter.asked)


def _with_link(
    call: Call,
    issuer: LinkIssuer,
    one: NoticeContext,
    placeholder: Placeholder,
    reader: Person,
) -> NoticeContext:
    kind = link_kind(one, reader, call.directory)
    if kind is None:
        return _with_pack(issuer, one, reader, call.directory)
    subject = subject_of(one, kind, call.directory)
    link = link_for(call, issuer, subject, kind, reader.key)
    way = _way(issuer, one, call.directory, placeholder.first, issuer.code(link))
    return replace(one, way=replace(way, link=link.id, placeholder=placeholder))


def _with_pack(
    issuer: LinkIssuer, one: NoticeContext, reader: Person, directory: Directory
) -> NoticeContext:
    """Return the context with the page of the copy pack, where it asks to publish.

    It is a page for those who sign in; nobody publishes by a link alone.
    """
    notice, matter = one.notice, one.matter
    is_asked = MAIL_KINDS[notice.purpose].asks and matter.closed_at is None
    if (
        notice.medium is not Medium.MAIL
        or not matter.kind.waits_for_slot
        or not is_asked
        or not _may_answer(reader, matter, directory)
    ):
        return one
    address = f"{issuer.url}/posts/{one.post.number}/pack"
    return replace(one, way=AnswerLink(address=address))


def subject_of(one: NoticeContext, kind: LinkKind, directory: Directory) -> Subject:
    """Return the subject of a link: the step of a context."""
    matter = one.matter
    # What may be objected to, or taken back, holds until the slot.
    until_slot = kind in {LinkKind.OBJECT, LinkKind.RECEIPT}
    office = office_of(matter.house, directory)
    due_at = max(matter.due_at, one.post.slot_at) if until_slot else matter.due_at
    # A recorded decision is of its version; a correction is the newest one.
    is_record = MAIL_KINDS[one.notice.purpose].about is MailTopic.RECORDED_DECISION
    is_newest = kind is LinkKind.OBJECT and not is_record
    if one.absence is not None:
        due_at = office.at(one.absence.last_day, time.max)
    return Subject(
        step_id=matter.id,
        post_id=matter.post_id,
        version=one.post.version if is_newest else matter.version,
        due_at=due_at,
        office=office,
    )


def _way(
    issuer: LinkIssuer, one: NoticeContext, directory: Directory, words: str, code: str
) -> AnswerLink:
    house = directory.houses.get(one.matter.house)
    is_decision = one.matter.kind.is_decision
    wants_code = house is not None and house.code and is_decision
    is_question = MAIL_KINDS[one.notice.purpose].page is None
    return AnswerLink(
        address=issuer.address(words),
        code=code if wants_code and is_question else "",
    )
