"""Taking down: a published post comes off every channel, each with a proof."""

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
    errand: PageRequest,
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    """Show why the post has to be taken down, and where it is out."""
    with errand.reading() as connection:
        post = errand.post(connection)
        reason = reason_of(connection, post.id)
        proofs = proofs_of(connection, post.id)
    step = next((s for s in post.steps if s.kind is StepKind.TAKE_DOWN), None)
    return errand.page(
        "material_take_down.html",
        status=status,
        post=post,
        step=step,
        reason=reason,
        channels=take_downs.channels_out(post),
        links={proof.channel: proof.permalink for proof in proofs},
        faults=faults,
        form=errand.form,
    )


def done(errand: PageRequest) -> Response:
    """Record that the post is off every channel."""
    with errand.reading() as connection:
        number = errand.post(connection).number
    try:
        with errand.writing() as connection:
            take_downs.done(
                connection,
                errand.directory,
                number,
                errand.person.key,
                errand.form.named("proof-"),
                errand.now,
            )
    except VorlaufError as error:
        return page(errand, [("", errand.say(error))], status_again(error))
    said = errand.words.gettext("It is taken down everywhere; the proofs are kept.")
    return errand.go(f"/posts/{number}", said=said)


PAGES: Final = {"take_down": page, "take_down.done": done}
