"""The copy pack of a post: what to publish by hand, and what shows that it is out."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.components.picture_cards import kept
from dashboard.post.move_form import PERMALINK, permalinks_of
from dashboard.web.request import PageRequest
from vorlauf.channels.post_addresses import PostAddressError
from vorlauf.copy_packs import by_hand
from vorlauf.copy_packs.by_hand import ByHandResult, PublishedByHand
from vorlauf.copy_packs.pack import copy_pack
from vorlauf.errors import ConflictError, RefusedError, VorlaufError


def page(request: PageRequest) -> Response:
    """Show the pack; of a post that is not approved, its page that says so."""
    return _shown(request)


def publish(request: PageRequest) -> Response:
    """Record permalinks; the last one publishes a post whose slot has come."""
    try:
        with request.writing() as connection:
            post = request.post(connection)
            done = by_hand.record(
                request.call(connection),
                PublishedByHand(
                    number=post.number,
                    actor=request.person.key,
                    fingerprint=request.form.line("pack_now")
                    or request.form.line("pack"),
                    proofs=permalinks_of(request),
                    reason=request.form.text("early"),
                ),
            )
    except VorlaufError as error:
        where = _place(error)
        return _shown(
            request,
            status=status_again(error),
            faults=[(where, request.say(error))],
            typed=dict(request.form.fields),
            is_stale=isinstance(error, ConflictError),
        )
    said = _said(request, done)
    back = f"/posts/{post.number}" + ("/pack" if done.missing else "")
    return request.go(back, said=said)


def _shown(
    request: PageRequest,
    *,
    status: int = 200,
    faults: Sequence[tuple[str, str]] = (),
    typed: Mapping[str, str] | None = None,
    is_stale: bool = False,
) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
        try:
            pack = copy_pack(request.call(connection), post)
        except RefusedError as error:
            back = f"/posts/{post.number}"
            return request.go(back, said=request.say(error), tone="warning")
    pictures = pack.channels[0].pictures if pack.channels else ()
    return request.page(
        "post_pack.html",
        status=status,
        post=post,
        pack=pack,
        kept=kept(request, [one.sha256 for one in pictures]),
        faults=faults,
        wrong=dict(faults),
        typed=typed or {},
        is_stale=is_stale,
        is_early=post.state.is_open and request.now < post.slot_at,
    )


def _place(error: VorlaufError) -> str:
    """Return the field that a sentence is about."""
    if isinstance(error, PostAddressError):
        return f"{PERMALINK}{error.channel}"
    return ""


def _said(request: PageRequest, done: ByHandResult) -> str:
    words = request.words
    if done.is_published:
        return words.gettext("The post is published; its permalinks are recorded.")
    said = words.gettext("The permalinks are recorded.")
    if not done.missing:
        return said + " " + words.gettext("At its slot the post counts as published.")
    names = ", ".join(map(words.channel_label, done.missing))
    missing = words.gettext("Still missing: %(channels)s.") % {"channels": names}
    return f"{said} {missing}"


PAGES: Final = {"post.pack": page, "post.publish_pack": publish}
