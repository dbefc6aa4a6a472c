"""Renewal: a new link for a dead one, sent only to the address on file."""

from contextlib import suppress
from typing import Final

from starlette.responses import Response

from dashboard.answer import dead_link
from dashboard.answer.choice import YES, unchosen
from dashboard.answer.link import back, is_good, opened_by, show
from dashboard.web.request import PageRequest
from vorlauf.errors import RefusedError
from vorlauf.link_actions import renewal


def renew(request: PageRequest) -> Response:
    """Send a new link to the address on file.

    The page says the same whether one was sent: who is asked for what is nobody's
    business who has only found an old link.
    """
    with request.reading() as connection:
        opened = opened_by(request, connection)
    faults = unchosen(request, "wanted")
    if faults and is_good(opened):
        return back(request)
    if faults:
        return dead_link.page(request, opened, faults)
    if request.form.line("wanted") != YES:
        return back(request, request.words.gettext("No new link is sent."))
    with suppress(RefusedError), request.writing() as connection:
        renewal.renew(
            request.call(connection), request.wiring.issuer, request.path["token"]
        )
    return show(request, "answer_renewed.html")


PAGES: Final = {"answer.renew": renew}
