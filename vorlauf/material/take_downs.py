"""Take-downs: a published post comes off every channel, each with a proof."""

from collections.abc import Mapping
from typing import Final

from states.messages import Channel, channels, msg, phrase
from states.post import Role, StepKind, Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import Outcome
from vorlauf.db.unit_of_work import StepEnd, UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.material import take_down_queries
from vorlauf.text import check_text
from vorlauf.workflow.action import Decision
from vorlauf.workflow.actors import actor_of, require_role
from vorlauf.workflow.audit_entries import note
from vorlauf.workflow.decisions import decide

_LONGEST: Final = 2_000


def done(call: Call, number: str, actor: str, proofs: Mapping[str, str]) -> None:
    """Record that a post is off every channel, and withdraw it for that reason.

    `proofs` are words by channel: what shows that it is gone, and when. Raises
    `RefusedError` unless a coordinator does it and it has to be taken down,
    `BadInputError` while a channel has no proof.
    """
    work = UnitOfWork(call)
    post = post_snapshots.post_of(call.connection, number)
    standing = actor_of(post, call.directory, actor)
    refusal = msg("{number}: taking it down is for a coordinator.", number=post.number)
    require_role(standing, Role.COORDINATOR, refusal)
    asked = [step for step in post.steps if step.kind is StepKind.TAKE_DOWN]
    if not asked:
        raise RefusedError(
            msg("{number}: nobody has asked to take it down.", number=post.number)
        )
    said = _checked(post, proofs, call.directory)
    work.close(asked, StepEnd(outcome=Outcome.DONE, by=standing.name))
    note(work, standing, post, event="take_down_done", details={"proofs": said})
    work.write()
    why = take_down_queries.reason_of(call.connection, post.id)
    withdrawn = Decision(
        number=post.number, trigger=Trigger.WITHDRAW, actor=standing.key, comment=why
    )
    decide(call, withdrawn)


def channels_out(post: PostSnapshot) -> tuple[str, ...]:
    """Return the channels where a post is out: where it has a permalink or a text."""
    texts = post.content.texts
    return tuple(sorted({*post.proofs, *(name for name in texts if texts[name])}))


def _checked(
    post: PostSnapshot, proofs: Mapping[str, str], directory: Directory
) -> dict[str, str]:
    for channel, words in proofs.items():
        directory.check_channel(channel)
        check_text(
            phrase("subject", "The proof for {channel}", channel=Channel(channel)),
            words,
        )
        if len(words) > _LONGEST:
            raise BadInputError(
                msg(
                    "The proof for {channel} has {words} characters; write "
                    "{longest} at most.",
                    channel=Channel(channel),
                    words=len(words),
                    longest=_LONGEST,
                )
            )
    said = {channel: words.strip() for channel, words in proofs.items()}
    if missing := [name for name in channels_out(post) if not said.get(name)]:
        raise BadInputError(
            msg(
                "Write what proves that {number} is off {channels}.",
                number=post.number,
                channels=channels(missing),
            )
        )
    return said
