"""Letters about what came in: comments, absences, and mails that came back."""

from typing import TypeVar

from notifications.i18n.translation import translate
from notifications.inbox.parse import read
from notifications.letters import absences, gaps, incoming_mail
from notifications.letters.blocks import Letter
from states.messages import msg
from states.purpose import MailKind
from vorlauf.db.stored_messages import unpacked
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory
from vorlauf.editing.comments import reads_internal
from vorlauf.errors import NotFoundError
from vorlauf.mail.letters.context import NoticeContext
from vorlauf.mail.letters.template_values import Addressee, TemplateValues, house_name
from vorlauf.posts.comment_queries import was_cut

T = TypeVar("T")


def there(what: T | None) -> T:
    """Return what a mail tells of. Raises `NotFoundError` if it is gone."""
    if what is None:
        raise NotFoundError(
            msg("What this mail tells of is not in the store any more.")
        )
    return what


def _reads_whole(about: NoticeContext, to: Addressee) -> bool:
    """Say whether a mail shows all of a comment: its writer has it already."""
    remark, reader = there(about.remark), to.person
    is_news = about.notice.purpose is not MailKind.REPLY_RECEIVED
    return is_news and was_cut(remark) and reads_internal(reader.role)


def comment(
    about: NoticeContext, parts: TemplateValues, to: Addressee, directory: Directory
) -> Letter:
    """Write of a comment, or of an answer that came by mail."""
    remark = there(about.remark)
    is_known = any(
        comparable(one.email) == comparable(remark.address)
        for one in directory.people.values()
    )
    return incoming_mail.about_comment(
        about.notice.purpose,
        parts.reader,
        parts.campaign,
        parts.post,
        incoming_mail.CommentValues(
            duty=None if about.matter.closed_at else parts.duty,
            author=remark.author,
            at=remark.said_at,
            text=remark.text,
            whole=remark.whole if _reads_whole(about, to) else "",
            on_file=bool(remark.author_key),
            own_account=remark.own_account,
            internal=remark.internal,
            sender_check=remark.sender_check,
            gateway=remark.gateway,
            domain=remark.address.rpartition("@")[2],
            is_outsider=is_known and not remark.author_key,
        ),
    )


def absence_offered(
    about: NoticeContext, parts: TemplateValues, directory: Directory
) -> Letter:
    """Write of an out-of-office notice, which could be entered as an absence."""
    note = there(about.away)
    person = directory.people.get(note.person)
    return incoming_mail.absence_offered(
        parts.reader,
        parts.campaign,
        parts.post,
        incoming_mail.AbsenceValues(
            person=person.name if person else note.person,
            first=note.absent_from,
            last=note.absent_until,
            text=read(note.content, about.notice.planned_at.date()).whole
            or note.subject,
        ),
    )


def absence_entered(
    about: NoticeContext, parts: TemplateValues, directory: Directory
) -> Letter:
    """Write of an absence, and for what nobody is there then."""
    entered = there(about.absence)
    person = directory.people.get(entered.person)
    return absences.absence_entered(
        about.notice.purpose,
        parts.reader,
        parts.campaign,
        parts.post,
        absences.EnteredAbsenceValues(
            person=person.name if person else entered.person,
            first=entered.first_day,
            last=entered.last_day,
            by_link=entered.came_by == "link",
            by_account=not entered.came_by,
            link=parts.duty.link,
            unattended=_unattended(about, directory),
        ),
    )


def lost_mail(
    about: NoticeContext, parts: TemplateValues, directory: Directory
) -> Letter:
    """Write of a mail that came back, or may be lost."""
    lost = there(about.returned)
    person = directory.people.get(lost.recipient)
    return incoming_mail.bounce_report(
        parts.reader,
        parts.campaign,
        parts.post,
        incoming_mail.LostMailValues(
            to=person.name if person else house_name(lost.recipient, directory),
            address=lost.address or (person.email if person else ""),
            reason=translate(unpacked(lost.error), parts.reader.language),
            matters=tuple(f"{number} {title}" for number, title in lost.matters),
            suppressed=lost.is_suppressed,
            in_doubt=lost.is_in_doubt,
        ),
    )


def _unattended(
    about: NoticeContext, directory: Directory
) -> tuple[absences.UnattendedValues, ...]:
    return tuple(
        absences.UnattendedValues(
            number=one.number,
            title=one.title,
            kind=one.kind,
            house=house_name(one.house, directory),
            due=one.due_at,
            slot=one.slot_at,
        )
        for one in about.unattended
    )


def nobody_there(
    about: NoticeContext, parts: TemplateValues, directory: Directory
) -> Letter:
    """Write for which steps and houses nobody is there."""
    return gaps.nobody_there(
        parts.reader,
        parts.campaign,
        parts.post,
        gaps.GapValues(
            unattended=_unattended(about, directory),
            houses=tuple(
                gaps.MissingHouseValues(key=one.key, posts=one.posts)
                for one in about.missing
            ),
        ),
    )
