"""Verification: what a link from a mail opens; looking changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from states.post import StepKind
from vorlauf.db import accounts, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.db.tables import OUTCOME_OF, LinkEnd, LinkKind, Outcome, StepLink
from vorlauf.directory.model import Person
from vorlauf.links import link_queries, signing_key, tokens
from vorlauf.links.issue import LinkIssuer, scope_of
from vorlauf.posts import decision_queries, step_queries, version_queries
from vorlauf.posts.step_queries import NoticeStep


class LinkState(StrEnum):
    """The state of a link; only a GOOD one opens its step."""

    GOOD = "good"
    UNKNOWN = "unknown"  # none of ours, or altered
    EXPIRED = "expired"  # its time is over
    REISSUED = "reissued"  # a newer one was sent
    LOCKED = "locked"  # too many wrong codes
    GONE = "gone"  # its recipient has left stakeholders.toml, or is disabled
    ANSWERED = "answered"  # the step has been decided
    SUPERSEDED = "superseded"  # the post has a newer version
    OVER = "over"  # nobody is asked for this any more


@dataclass(frozen=True, kw_only=True)
class VerifiedLink:
    """A link that was found: its step, its post, and its recipient.

    `recipient` is None if they do not take part any more. `disabled` are the keys of
    all disabled people: nobody answers under their names, and nothing is forwarded to
    them.
    """

    state: LinkState
    link: StepLink
    matter: NoticeStep
    post: PostSnapshot
    recipient: Person | None
    disabled: frozenset[str] = frozenset()

    @property
    def kind(self) -> LinkKind:
        """The kind of the link."""
        return LinkKind(self.link.kind)

    @property
    def recipient_key(self) -> str:
        """The key of its recipient, as it is now; that of the link if they are gone."""
        return self.recipient.key if self.recipient else self.link.recipient

    @property
    def is_about_record(self) -> bool:
        """Whether it objects to a decision that a coordinator has recorded."""
        return _is_about_record(self.link, self.matter)


_ENDED: Final = {
    LinkEnd.REISSUED.value: LinkState.REISSUED,
    LinkEnd.LOCKED.value: LinkState.LOCKED,
}
# An objection in one of these states needs something that still holds.
_UNLESS_VOID: Final = frozenset({LinkState.GOOD, LinkState.OVER, LinkState.EXPIRED})
_DECIDED: Final = frozenset({*OUTCOME_OF.values(), Outcome.DELIVERED})


def kind_for(step: StepKind) -> LinkKind | None:
    """Return the kind of link that answers such a step; None if none does."""
    if not step.is_answered:
        return None
    return LinkKind.DECIDE if step.is_decision else LinkKind.DELIVER


def open_link(call: Call, issuer: LinkIssuer, words: str) -> VerifiedLink | None:
    """Return what a link opens and its state now (aware UTC); None if it is unknown.

    Only the one spelling that was sent is a link, made for this step, this version and
    this recipient. Raises `LinkKeyError` on a machine with another signing key, which
    cannot tell a link from other text.
    """
    signing_key.require(call.connection, issuer.key)
    digest = tokens.digest(words)
    link = link_queries.by_digest(call.connection, digest) if digest else None
    if link is None or not _is_ours(link, words, issuer):
        return None
    return _opened(call, link)


def _is_ours(link: StepLink, words: str, issuer: LinkIssuer) -> bool:
    # One that ended with its key opens nothing, but its reader may ask for a new one.
    is_over = link.ended_how == LinkEnd.REISSUED.value
    return is_over or tokens.is_for(words, issuer.key, scope_of(link))


def look_again(call: Call, opened: VerifiedLink) -> VerifiedLink:
    """Return the state, now (aware UTC), of a link that was opened before."""
    (link,) = link_queries.by_keys(call.connection, [opened.link.id])
    return _opened(call, link)


def _opened(call: Call, link: StepLink) -> VerifiedLink:
    matter = step_queries.matters(call.connection, [link.step_id])[link.step_id]
    post = post_snapshots.posts_by_id(call.connection, [link.post_id])[link.post_id]
    disabled = accounts.disabled(call.connection)
    # Its key is signed into the link: a renamed person keeps the old one there.
    key = call.directory.present_key(link.recipient)
    is_out = not disabled.isdisjoint({key, link.recipient})
    recipient = None if is_out else call.directory.people.get(key)
    state = _state(link, matter, post, recipient, call.now)
    if state in _UNLESS_VOID and not _holds(call, link, matter, post):
        state = LinkState.SUPERSEDED
    return VerifiedLink(
        state=state,
        link=link,
        matter=matter,
        post=post,
        recipient=recipient,
        disabled=disabled,
    )


def _state(
    link: StepLink,
    matter: NoticeStep,
    post: PostSnapshot,
    recipient: Person | None,
    now: datetime,
) -> LinkState:
    # Whoever takes part no more is told nothing else, and can ask for no new link.
    if recipient is None:
        return LinkState.GONE
    if link.ended_how is not None:
        return _ENDED[link.ended_how]
    kind = LinkKind(link.kind)
    about = _of_step(link, matter, post, kind)
    if about is LinkState.GOOD and now > link.ends_at:
        return LinkState.EXPIRED
    return about


def _of_step(
    link: StepLink, matter: NoticeStep, post: PostSnapshot, kind: LinkKind
) -> LinkState:
    match kind:
        case LinkKind.DECIDE | LinkKind.DELIVER:
            return _of_question(matter, post, kind)
        case LinkKind.RECEIPT:
            is_decided = matter.outcome in _DECIDED
            return LinkState.GOOD if is_decided else LinkState.OVER
        case LinkKind.OBJECT:
            return _of_objection(link, matter, post)
        case LinkKind.ABSENCE:
            # It is about a person; what becomes of the step does not matter.
            return LinkState.GOOD


def _of_question(matter: NoticeStep, post: PostSnapshot, kind: LinkKind) -> LinkState:
    if matter.closed_at is not None:
        if matter.outcome in _DECIDED:
            return LinkState.ANSWERED
        is_newer = post.version != matter.version and post.state.is_binding
        return LinkState.SUPERSEDED if is_newer else LinkState.OVER
    if kind is LinkKind.DECIDE and post.version != matter.version:
        return LinkState.SUPERSEDED
    return LinkState.GOOD


def _is_about_record(link: StepLink, matter: NoticeStep) -> bool:
    # A later version is a correction, which has a mail and a link of its own.
    return bool(matter.recorded_by) and link.version == matter.version


def _holds(call: Call, link: StepLink, matter: NoticeStep, post: PostSnapshot) -> bool:
    """Say whether what the link objects to still holds for the post as it is.

    It does again once its version is restored.
    """
    if link.kind != LinkKind.OBJECT or post.version == link.version:
        return True
    connection, key = call.connection, post.id
    if _is_about_record(link, matter):
        standing = decision_queries.standing(connection, key, post.version)
        return matter.id in {yes.step_id for yes in standing}
    same = version_queries.chain_saying(connection, key, post.version, post.fingerprint)
    return link.version in same


def _of_objection(link: StepLink, matter: NoticeStep, post: PostSnapshot) -> LinkState:
    # A recorded no has sent the post back, and can be objected to there.
    is_ahead = (
        post.state.is_open if _is_about_record(link, matter) else post.state.is_binding
    )
    return LinkState.GOOD if is_ahead else LinkState.OVER
