"""Missed slot: the coordinator hears once that a post needs another slot."""

from states.purpose import MailKind
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.unit_of_work import NewNotice, UnitOfWork
from vorlauf.workflow.steps import coordinator_of


def tell_missed(work: UnitOfWork, post: PostSnapshot, step_id: int) -> None:
    """Owe the post's coordinator the mail about its missed slot, with this step."""
    person = coordinator_of(post, work.directory)
    house = work.directory.home_of(person)
    day = house.office.day_of(post.slot_at)
    notice = NewNotice(
        purpose=MailKind.SLOT_MISSED,
        recipient=person.key,
        due_at=house.mail_from(work.now),
        # A post may miss several slots with one step, and each is told of.
        n=day.toordinal(),
    )
    work.owe(post, step_id, house.key, [notice])
