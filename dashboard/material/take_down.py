"""Take-down: a published post comes off every channel, each with a proof."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.web.request import PageRequest
from states.post import StepKind
from vorlauf.errors import VorlaufError
from vorlauf.material import take_downs
from vorlauf.material.take_down_queries import reason_of
from vorlauf.readmodels.post import proofs_of


def page(
    request: PageRequest,
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    """Show why the post has to be taken down, and where it is out."""
    with request.reading() as connection:
        post = request.post(connection)
        reason = reason_of(connection, post.id)
        proofs = proofs_of(connection, post.id)
    step = next((s for s in post.steps if s.kind is StepKind.TAKE_DOWN), None)
    return request.page(
        "material_take_down.html",
        status=status,
        post=post,
        step=step,
        reason=reason,
        channels=take_downs.channels_out(post),
        links={proof.channel: proof.permalink for proof in proofs},
        faults=faults,
        form=request.form,
    )


def done(request: PageRequest) -> Response:
    """Record that the post is off every channel."""
    with request.reading() as connection:
        number = request.post(connection).number
    try:
        with request.writing() as connection:
            take_downs.done(
                request.call(connection),
                number,
                request.person.key,
                request.form.named("proof-"),
            )
    except VorlaufError as error:
        return page(request, [("", request.say(error))], status_again(error))
    said = request.words.gettext("It is taken down everywhere; the proofs are kept.")
    return request.go(f"/posts/{number}", said=said)


PAGES: Final = {"take_down": page, "take_down.done": done}
