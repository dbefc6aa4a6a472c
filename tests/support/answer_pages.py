"""Pages by link for the tests: links as the mails have them, and who follows them."""

from states.post import StepKind
from vorlauf.db import post_snapshots
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import LinkKind
from vorlauf.links.issue import Subject, link_for
from vorlauf.readmodels.post import steps_of

_KINDS = {
    StepKind.REVIEW: LinkKind.DECIDE,
    StepKind.APPROVAL: LinkKind.DECIDE,
    StepKind.ASSETS: LinkKind.DELIVER,
    StepKind.GRAPHICS: LinkKind.DELIVER,
}


def words_of(dashboard, number, house, kind=None, to=None):
    """Return the link to the newest step of a house that is about a post."""
    wiring, directory = dashboard.wiring, dashboard.wiring.directory
    # The first who asks for it writes which key it is.
    issuer = wiring.issuer
    with reading(wiring.engine) as connection:
        post = post_snapshots.post_of(connection, number)
        steps = steps_of(connection, post.id)
    step = next(s for s in reversed(steps) if s.house == house and s.kind in _KINDS)
    subject = Subject(
        step_id=step.id,
        post_id=post.id,
        version=post.version if kind is LinkKind.OBJECT else step.version,
        due_at=step.due_at,
        office=directory.house(house).office,
    )
    with writing(wiring.engine) as connection:
        link = link_for(
            wiring.call(connection),
            issuer,
            subject,
            kind or _KINDS[step.kind],
            to or step.asked,
        )
    return issuer.token(link)


def link_of(dashboard, number, house, kind=None, to=None):
    """Return the address of a link, without the server's."""
    return f"/answer/{words_of(dashboard, number, house, kind, to)}"
