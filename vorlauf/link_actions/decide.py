"""Decisions by link, on exactly the version that the link was for."""

from dataclasses import dataclass

from states.messages import msg
from states.post import STEPS, Trigger
from vorlauf.db.call import Call
from vorlauf.db.tables import LinkKind
from vorlauf.directory.model import Directory
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.link_actions.recheck import still_good
from vorlauf.links.signatures import check_author, recipient_of, signature_of
from vorlauf.links.verify import VerifiedLink
from vorlauf.workflow.actors import LinkSigner
from vorlauf.workflow.decisions import Decision, Moved, decide


@dataclass(frozen=True, kw_only=True)
class AnswerForm:
    """What came with the form: the choice, who makes it, and which version they saw.

    `name` was typed or confirmed; a request for changes needs a comment.
    """

    trigger: Trigger
    name: str
    comment: str = ""
    seen_version: int


def answer(call: Call, opened: VerifiedLink, said: AnswerForm) -> Moved:
    """Make the decision that somebody makes by a link, once for each step.

    Raises `ConflictError` when somebody was faster or has changed the post,
    `RefusedError` when the link opens nothing any more or this person may not decide,
    `BadInputError` for what is no name.
    """
    again = still_good(call, opened, LinkKind.DECIDE)
    post = again.post
    if said.trigger not in STEPS[again.matter.kind].decisions:
        raise RefusedError(
            msg(
                "{number}: by this link nobody can {trigger}.",
                number=post.number,
                trigger=said.trigger,
            )
        )
    if not said.seen_version == again.link.version == post.version:
        raise ConflictError(
            msg(
                "{number}: you have seen version {seen_version}, but this is "
                "version {version}; look at it again.",
                number=post.number,
                seen_version=said.seen_version,
                version=post.version,
            )
        )
    bearer = _bearer_of(call.directory, again, said.name)
    decision = Decision(
        number=post.number,
        trigger=said.trigger,
        actor=bearer.name,
        comment=said.comment,
        seen_version=said.seen_version,
        bearer=bearer,
    )
    return decide(call, decision)


def _bearer_of(directory: Directory, opened: VerifiedLink, typed: str) -> LinkSigner:
    """Return as whom somebody decides who has opened a link and typed this name."""
    recipient = recipient_of(directory, opened)
    # Before anybody else's name is asked for.
    check_author(opened, recipient)
    signed = signature_of(directory, opened, typed)
    return LinkSigner(
        name=signed.name,
        key=signed.key,
        step_id=opened.matter.id,
        version=opened.link.version,
        issued_to=recipient,
        principal=signed.principal,
        capacity=signed.capacity,
        details=signed.details,
    )
