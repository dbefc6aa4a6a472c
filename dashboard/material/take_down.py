"""Take-down: a published post comes off every channel, each with a proof."""

from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import (
    FIRST_TIME,
    ShownAgain,
    shown_again,
    unchanged_post,
)
from dashboard.web.request import PageRequest
from states.post import StepKind
from vorlauf.errors import VorlaufError
from vorlauf.material import take_downs
from vorlauf.material.take_down_queries import reason_of
from vorlauf.readmodels.post import proofs_of


def page(request: PageRequest, again: ShownAgain = FIRST_TIME) -> Response:
    """Show why the post has to be taken down, and where it is out."""
    with request.reading() as connection:
        post = request.post(connection)
        reason = reason_of(connection, post.id)
        proofs = proofs_of(connection, post.id)
    step = next((s for s in post.steps if s.kind is StepKind.TAKE_DOWN), None)
    return request.page(
        "material_take_down.html",
        status=again.status,
        post=post,
        step=step,
        reason=reason,
        channels=take_downs.channels_out(post),
        links={proof.channel: proof.permalink for proof in proofs},
        faults=again.faults,
        conflict=again.conflict,
        form=request.form,
    )


def done(request: PageRequest) -> Response:
    """Record that the post is off every channel."""
    number = request.path["number"]
    try:
        with request.writing() as connection:
            unchanged_post(request, connection)
            take_downs.done(
                request.call(connection),
                number,
                request.person.key,
                request.form.named("proof-"),
            )
    except VorlaufError as error:
        return page(request, shown_again(request, error))
    said = request.words.gettext("It is taken down everywhere; the proofs are kept.")
    return request.go(f"/posts/{number}", said=said)


PAGES: Final = {"take_down": page, "take_down.done": done}
