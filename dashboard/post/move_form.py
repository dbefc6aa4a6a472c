"""The form of a move: what it asks of whom, and what it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.components.post_actions import offered
from dashboard.web.request import PageRequest
from states.advance import Refusal
from states.messages import msg, phrase
from states.moves import needs_comment
from states.post import PostState, Role, Trigger
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import NotFoundError
from vorlauf.posts.channels import channels_of
from vorlauf.readmodels.post import proofs_of
from vorlauf.workflow.actors import AnswerableStep, actor_of
from vorlauf.workflow.one_house import parts_of
from vorlauf.workflow.override_preview import OverrideConsequences, consequences

PERMALINK: Final = "proof-"


@dataclass(frozen=True, kw_only=True)
class MoveForm:
    """What the form of a move asks; `why` says why the move cannot be made now.

    `choices` are the houses the reader may decide for, the own one first: value, name,
    and in whose place; empty unless there are several.
    """

    trigger: Trigger
    why: str
    needs_reason: bool
    shows_text: bool
    choices: Sequence[tuple[str, str, str]] = ()
    permalinks: Sequence[tuple[str, str]] = ()
    targets: Sequence[PostState] = ()
    target: PostState | None = None
    consequences: OverrideConsequences | None = None


def move_form(
    request: PageRequest, connection: Connection, post: PostSnapshot, trigger: Trigger
) -> MoveForm:
    """Return the form of a move of this post for the reader."""
    is_override = trigger is Trigger.OVERRIDE
    target = _target(request, post) if is_override else None
    why, found = _why(request, post, trigger), None
    try:
        found = _consequences(request, connection, post, target)
    except NotFoundError as error:  # a house has left stakeholders.toml
        why = request.say(error)
    return MoveForm(
        trigger=trigger,
        why=why,
        needs_reason=needs_comment(trigger),
        # What is decided on is shown with the form.
        shows_text=trigger.is_decision,
        choices=tuple(_choices(request, post, trigger)),
        permalinks=_permalinks(request, connection, post, trigger, target),
        targets=[s for s in PostState if s is not post.state] if is_override else (),
        target=target,
        consequences=found,
    )


def trigger_of(request: PageRequest) -> Trigger:
    """Return the move that the path names. Raises `NotFoundError` if it names none."""
    try:
        return Trigger(request.path["trigger"])
    except ValueError as error:
        raise NotFoundError("There is no such move.") from error


def permalinks_of(request: PageRequest) -> Mapping[str, str]:
    """Return the permalinks that were typed, by channel; blank ones are none."""
    typed = request.form.named(PERMALINK)
    return {channel: text.strip() for channel, text in typed.items() if text.strip()}


def _why(request: PageRequest, post: PostSnapshot, trigger: Trigger) -> str:
    if trigger is Trigger.OVERRIDE:
        if request.person.role is Role.COORDINATOR:
            return ""
        return request.say(
            msg(
                "{trigger} is for {who}.",
                trigger=trigger,
                who=phrase("who", "a coordinator"),
            )
        )
    found = next((o for o in offered(request, post) if o.trigger is trigger), None)
    if found is None:
        return request.words.gettext(
            "A post in the state “%(state)s” does not know this move."
        ) % {"state": request.words.state_label(post.state)}
    return _said(request, found.refusal)


def _said(request: PageRequest, refusal: Refusal | None) -> str:
    return request.say(refusal.message) if refusal else ""


def _choices(
    request: PageRequest, post: PostSnapshot, trigger: Trigger
) -> Sequence[tuple[str, str, str]]:
    directory = request.directory
    actor = actor_of(post, directory, request.person.key, request.part)
    parts = parts_of(actor, trigger, directory)
    # What is asked for afterwards is answered when nothing else is.
    later = {part[0].step.retrospective for part in parts}
    mine = [part[0] for part in parts if part[0].step.retrospective is min(later)]
    if len(mine) < 2:  # noqa: PLR2004, no choice
        return ()
    return [(_value(one), *_named(request, one)) for one in mine]


def _value(one: AnswerableStep) -> str:
    return f"{one.step.house}/{one.principal.key if one.principal else ''}"


def _named(request: PageRequest, one: AnswerableStep) -> tuple[str, str]:
    house = request.directory.houses.get(one.step.house)
    name = house.name if house else one.step.house
    return name, one.principal.name if one.principal else ""


def _permalinks(
    request: PageRequest,
    connection: Connection,
    post: PostSnapshot,
    trigger: Trigger,
    target: PostState | None,
) -> Sequence[tuple[str, str]]:
    is_out = trigger is Trigger.PUBLISH or target is PostState.PUBLISHED
    if not is_out:
        return ()
    known = {proof.channel: proof.permalink for proof in proofs_of(connection, post.id)}
    return [(c, known.get(c, "")) for c in channels_of(post, request.directory)]


def _target(request: PageRequest, post: PostSnapshot) -> PostState | None:
    wish = request.form.line("target") or request.query.get("target", "")
    if not wish:
        return None
    found = next((state for state in PostState if state == wish), None)
    return None if found is post.state else found


def _consequences(
    request: PageRequest,
    connection: Connection,
    post: PostSnapshot,
    target: PostState | None,
) -> OverrideConsequences | None:
    if target is None or request.person.role is not Role.COORDINATOR:
        return None
    return consequences(request.call(connection), post, target)
