"""Expected readers: who will get a notice that is still ahead."""

from vorlauf.db.tables import Medium
from vorlauf.directory.model import Directory
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.posts.presence import PresenceAhead


def expected_reader(
    notice: NoticeRow, directory: Directory, ahead: PresenceAhead
) -> str:
    """Return the key of who got a notice, or will get it as far as is known now.

    That is a deputy while the recipient is away or disabled. Of what goes to a room it
    is the key of the house.
    """
    is_ahead = notice.settled_at is None and notice.medium is Medium.MAIL
    if notice.reader or not is_ahead:
        return notice.reader or notice.recipient
    day = directory.agency.office.day_of(notice.when)
    found = ahead.reader_of(directory, notice.recipient, notice.purpose, day)
    return found.key if found else notice.recipient
