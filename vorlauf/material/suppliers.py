"""Suppliers: who delivers material, signed in or by a link, and for which house."""

from dataclasses import dataclass, replace

from states.messages import msg
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.links.verify import VerifiedLink
from vorlauf.text import tidy_name
from vorlauf.workflow.actors import Actor, AnswerableStep, actor_of


@dataclass(frozen=True, kw_only=True)
class ByLink:
    """Somebody without an account: the link they came by, and the name they gave."""

    opened: VerifiedLink
    name: str


# A person by key, name or address, or whoever came by a link.
Bringer = str | ByLink


def bringing(
    post: PostSnapshot, directory: Directory, by: Bringer, house: str | None = None
) -> Actor:
    """Return as what somebody brings material; by a link, for its one step only.

    Raises `ConflictError` if the step has ended meanwhile, and as `actor_of`.
    """
    if isinstance(by, str):
        return actor_of(post, directory, by, house=house)
    person, matter = by.opened.recipient, by.opened.matter
    step = next((step for step in post.steps if step.id == matter.id), None)
    if step is None or person is None:
        raise ConflictError(
            msg(
                "{number}: nothing more is asked for by this link; look at it again.",
                number=post.number,
            )
        )
    if house not in {None, step.house}:
        raise RefusedError(
            msg(
                "{number}: this link is for material of {house}.",
                number=post.number,
                house=step.house,
            )
        )
    asked = directory.people.get(step.asked)
    principal = None if asked is None or asked.key == person.key else asked
    return Actor(
        key=person.key,
        name=person.name,
        role=person.role,
        answerable=(AnswerableStep(step=step, principal=principal),),
    )


def brought(call: Call, by: Bringer) -> Call:
    """Return the call as it comes from a person, or by their link.

    Raises `BadInputError` for no name.
    """
    if isinstance(by, str):
        return call
    name, link = tidy_name(by.name), str(by.opened.link.id)
    entry_point = {"door": "link", "link": link, "delivered_by": name}
    return replace(call, entry_point=entry_point)
