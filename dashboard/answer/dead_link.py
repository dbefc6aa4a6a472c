"""Dead links: why one opens nothing any more, in plain words, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults, show
from dashboard.i18n.language import Words
from dashboard.web.request import PageRequest
from states.post import PostState
from vorlauf.db.tables import LinkKind
from vorlauf.links.verify import LinkState, VerifiedLink

OK: Final = 200
GONE: Final = 410
UNKNOWN: Final = 404
UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
# Whoever was asked can have a new link for these; it goes to the address on file.
RENEWABLE: Final = frozenset(
    {
        LinkState.EXPIRED,
        LinkState.REISSUED,
        LinkState.LOCKED,
        LinkState.SUPERSEDED,
    }
)


@dataclass(frozen=True)
class Ending:
    """Why a link is dead: a title, and what that means for the reader."""

    title: str
    advice: str


def page(
    request: PageRequest,
    opened: VerifiedLink | None,
    faults: Faults | None = None,
    *,
    overtaken: str = "",
) -> Response:
    """Say why this link opens nothing (410), or that it is none of ours (404).

    One by which its step was answered shows the answer (200). `overtaken` says who was
    faster than an answer that has just come (409 instead of 200). `faults` are those of
    the form that asks for a new link (422), where there is one.
    """
    state = opened.state if opened else LinkState.UNKNOWN
    may_renew = state in RENEWABLE and _asks(opened)
    shown = (faults or []) if may_renew else []
    status = UNPROCESSABLE if shown else _status(state)
    if overtaken and status == OK:
        status = CONFLICT
    return show(
        request,
        "answer_dead.html",
        status=status,
        overtaken=overtaken,
        opened=opened,
        ending=_ending(request.words, state, opened),
        is_answered=state is LinkState.ANSWERED,
        may_renew=may_renew,
        faults=shown,
        wrong=dict(shown),
    )


def _asks(opened: VerifiedLink | None) -> bool:
    """Say whether a link was sent for an answer; of others there is no new one."""
    return opened is not None and opened.kind in {LinkKind.DECIDE, LinkKind.DELIVER}


def _status(state: LinkState) -> int:
    return {LinkState.ANSWERED: OK, LinkState.UNKNOWN: UNKNOWN}.get(state, GONE)


def _ending(words: Words, state: LinkState, opened: VerifiedLink | None) -> Ending:
    if opened and state is LinkState.OVER:
        return _over(words, opened.post.state)
    if opened and state in RENEWABLE and not _asks(opened):
        return Ending(
            words.gettext("The time of this link is over"),
            words.gettext(
                "By it nothing can be taken back or objected to any more. If something "
                "is wrong, please write to us or call us."
            ),
        )
    return Ending(*_endings(words)[state])


def _over(words: Words, state: PostState) -> Ending:
    gettext = words.gettext
    if state is PostState.WITHDRAWN:
        return Ending(
            gettext("The post was withdrawn"),
            gettext("It will not be published. There is nothing left to do for you."),
        )
    if state is PostState.PUBLISHED:
        return Ending(
            gettext("The post is published"),
            gettext("Nobody is asked for it any more."),
        )
    return Ending(*_endings(words)[LinkState.OVER])


def _endings(words: Words) -> Mapping[LinkState, tuple[str, str]]:
    """Return for each state of a link a title and what to do."""
    gettext = words.gettext
    return {
        LinkState.UNKNOWN: (
            gettext("This link is not known here"),
            gettext(
                "Perhaps it was cut off on its way. Open it from the mail once more; "
                "if that does not help, please call us."
            ),
        ),
        LinkState.EXPIRED: (
            gettext("The time of this link is over"),
            gettext("Ask for a new one; if the answer is still needed, it comes."),
        ),
        LinkState.REISSUED: (
            gettext("A newer link was sent"),
            gettext("Use the one from the latest mail, or ask for another."),
        ),
        LinkState.LOCKED: (
            gettext("This link is locked"),
            gettext(
                "The code was wrong three times. Ask for a new link; its mail has a "
                "new code."
            ),
        ),
        LinkState.GONE: (
            gettext("This link belongs to nobody any more"),
            gettext(
                "Whoever it was sent to does not take part any more. "
                "Please call us, so that somebody else is asked."
            ),
        ),
        LinkState.ANSWERED: (
            gettext("This has been decided"),
            gettext("There is nothing left to do for you."),
        ),
        LinkState.SUPERSEDED: (
            gettext("There is a newer version of this post"),
            gettext(
                "A decision holds only for what was shown, so this link is closed. "
                "If the new version needs your decision, a mail of its own says so."
            ),
        ),
        LinkState.OVER: (
            gettext("Nobody is asked for this any more"),
            gettext("Your answer is not needed now. If that changes, a mail comes."),
        ),
    }
