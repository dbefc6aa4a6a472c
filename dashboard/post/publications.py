"""Publications of a post: what adapters did, and what a coordinator does about it."""

from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.post import page
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.messages import msg
from states.post import PostState
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing import acts
from vorlauf.publishing.acts import PublicationAct
from vorlauf.workflow.manual_actions import overseer

_ACTS: Final = {"again": acts.publish_again, "by_hand": acts.leave_by_hand}


def act(request: PageRequest) -> Response:
    """Publish a channel again, or leave it to be published by hand; say which."""
    number, wish = request.path["number"], request.form.line("act")
    try:
        if wish not in _ACTS:
            raise BadInputError(msg("Choose what is to be done about the publication."))
        with request.writing() as connection:
            request.post(connection)
            by = overseer(
                request.directory,
                request.person.key,
                comment=request.form.line("publication_comment"),
                door=request.door,
            )
            wanted = PublicationAct(
                number=number, channel=request.form.line("channel"), by=by
            )
            row = _ACTS[wish](request.call(connection), wanted)
    except VorlaufError as error:
        with request.reading() as connection:
            request.post(connection)
        return page.show(
            request,
            status=status_again(error),
            faults=[("publications", request.say(error))],
            typed=dict(request.form.fields),
        )
    here = here_or(request.form.line("next"), f"/posts/{number}#publications")
    return request.go(here, said=_said(request, row, wish))


def _said(request: PageRequest, row: PublicationRow, wish: str) -> str:
    words = request.words
    if wish == "again":
        said = words.gettext("%(channel)s is published with the next sweep.")
    elif row.post_state is PostState.SCHEDULED:
        said = words.gettext("%(channel)s is left to be published by hand.")
    else:
        said = words.gettext("%(channel)s: nothing is left to do.")
    return said % {"channel": words.channel_label(row.channel)}


PAGES: Final = {"post.publication": act}
