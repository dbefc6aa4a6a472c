"""Override preview: what an override would do, before it is made."""

from dataclasses import dataclass

from sqlalchemy import Connection

from states.post import PATH, STEPS, PostState, Trigger
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.unit_of_work import NewStep
from vorlauf.directory.model import Directory
from vorlauf.posts import undo_queries
from vorlauf.posts.channels import channels_of
from vorlauf.posts.decision_queries import decided_houses
from vorlauf.workflow import steps, transitions
from vorlauf.workflow.move_facts import missing_texts


@dataclass(frozen=True, kw_only=True)
class OverrideConsequences:
    """What happens to a post that is set to `target` by an override.

    `ends` are the steps that are dropped, `begins` those that the state opens,
    `asked_afterwards` the decisions that are skipped and asked for afterwards.
    `cancelled` counts the planned notices that are cancelled; `unapproved` and
    `unendorsed` name the houses whose yes to this version is needed and missing. The
    rest is named by channel, by house or by picture: what is missing although the post
    has passed that point, and the permalinks that are dropped.
    """

    target: PostState
    ends: tuple[OpenStep, ...]
    begins: tuple[NewStep, ...]
    asked_afterwards: tuple[NewStep, ...]
    cancelled: int
    unapproved: bool
    unendorsed: tuple[str, ...]
    missing_texts: tuple[str, ...]
    missing_pictures: tuple[str, ...]
    without_consent: tuple[str, ...]
    missing_proofs: tuple[str, ...]
    dropped_proofs: tuple[str, ...]


def consequences(
    call: Call, post: PostSnapshot, target: PostState
) -> OverrideConsequences:
    """Return what an override to `target`, another state, would do now; write nothing.

    It calls the functions that act. Raises `NotFoundError` where they would.
    """
    by_hand = Trigger.OVERRIDE
    after = transitions.arrival(post, target, by_hand, call.directory, call.now)
    ends = transitions.ending(post, after, call.directory, by_hand)
    asked = transitions.asked_afterwards(call, post, after)
    is_past = target in PATH and not target.is_collecting
    return OverrideConsequences(
        target=target,
        ends=tuple(ends),
        begins=tuple(steps.opening(after, target, call.directory, call.now)),
        asked_afterwards=tuple(asked),
        cancelled=len(undo_queries.ahead(call.connection, [step.id for step in ends])),
        unapproved=bool(
            _undecided(call.connection, post, call.directory, target, Trigger.APPROVE)
        ),
        unendorsed=_undecided(
            call.connection, post, call.directory, target, Trigger.ENDORSE
        ),
        missing_texts=missing_texts(post, call.directory) if is_past else (),
        missing_pictures=_missing_pictures(post, call.directory) if is_past else (),
        without_consent=_without_consent(post) if is_past else (),
        missing_proofs=_missing_proofs(post, call.directory, target),
        dropped_proofs=tuple(sorted(post.proofs - _kept(post, target))),
    )


def _undecided(
    connection: Connection,
    post: PostSnapshot,
    directory: Directory,
    target: PostState,
    yes: Trigger,
) -> tuple[str, ...]:
    """Return the houses whose yes of this name is needed and missing."""
    missing: list[str] = []
    for kind in transitions.decided_before(target):
        if STEPS[kind].yes is yes:
            said = decided_houses(connection, post.id, post.version, kind)
            asked = steps.houses_asked(kind, post, directory)
            missing += [house for house in asked if house not in said]
    return tuple(missing)


def _missing_pictures(post: PostSnapshot, directory: Directory) -> tuple[str, ...]:
    graphics = steps.graphics_owing(post, directory)
    return (*steps.houses_owing(post), *([graphics.key] if graphics else []))


def _without_consent(post: PostSnapshot) -> tuple[str, ...]:
    return tuple(picture.name for picture in post.pictures if not picture.consent)


def _missing_proofs(
    post: PostSnapshot, directory: Directory, target: PostState
) -> tuple[str, ...]:
    if target is not PostState.PUBLISHED:
        return ()
    return tuple(c for c in channels_of(post, directory) if c not in post.proofs)


def _kept(post: PostSnapshot, target: PostState) -> frozenset[str]:
    return frozenset() if target is PostState.DRAFT else post.proofs
