"""Overtaken: a form by link that came second; its words are kept, and it is told."""

from dataclasses import dataclass

from starlette.responses import Response

from dashboard.answer import dead_link
from dashboard.answer.code import has_code
from dashboard.answer.link import opened_by
from dashboard.web.request import PageRequest
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.link_actions.too_late import keep_late
from vorlauf.links.verify import VerifiedLink


@dataclass(frozen=True, kw_only=True)
class LateForm:
    """A form that came second: what it asked for (an event), and what it says.

    `name` is who has sent it, empty if the form says so.
    """

    event: str
    words: str
    name: str = ""


def page(request: PageRequest, late: LateForm) -> Response:
    """Say why the link of a form opens nothing any more, and who was faster if so."""
    with request.reading() as connection:
        opened = opened_by(request, connection)
    return dead_link.page(request, opened, overtaken=told(request, opened, late))


def told(request: PageRequest, opened: VerifiedLink | None, late: LateForm) -> str:
    """Keep the words of a form that came second; return who was faster.

    Empty if nobody was, and for a form without the name or the code that it needs.
    """
    name = late.name or request.form.line("name")
    if opened is None or not name or not has_code(request, opened):
        return ""
    try:
        with request.writing() as connection:
            call = request.call(connection)
            sentence = keep_late(call, opened, name, late.event, late.words)
    except (BadInputError, RefusedError) as error:
        return request.say(error)
    return request.say(sentence) if sentence else ""
