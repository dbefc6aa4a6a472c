"""The plan as a file: exported, and the empty template."""

from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.components.files import as_file, format_asked
from dashboard.web.request import PageRequest
from states.messages import Quoted, msg
from states.post import PostState
from vorlauf.errors import BadInputError
from vorlauf.plan.exports.plan_export import PlanFilter, plan_table
from vorlauf.plan.exports.template import template as blank


def export(request: PageRequest) -> Response:
    """Return the plan, or the part of it that the address asks for, as a file."""
    format_asked(request)
    query = request.query
    wanted = PlanFilter(
        first=_day(query.get("from", "")),
        last=_day(query.get("to", "")),
        house=query.get("house", ""),
        channel=query.get("channel", ""),
        state=_state(query.get("state", "")),
    )
    with request.reading() as connection:
        table = plan_table(request.call(connection), request.language, wanted)
        return as_file(request, table, stem=request.words.gettext("editorial-plan"))


def template(request: PageRequest) -> Response:
    """Return an empty plan with three examples."""
    with request.reading() as connection:
        table = blank(request.call(connection), request.language)
    stem = request.words.gettext("editorial-plan-template")
    return as_file(request, table, stem=stem)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInputError(
            msg("{text} is no day; write it as 2027-01-31.", text=Quoted(text[:40]))
        ) from None


def _state(text: str) -> PostState | None:
    if not text:
        return None
    try:
        return PostState(text)
    except ValueError:
        raise BadInputError(
            msg(
                "{text} is no state of a post; write one of {states}.",
                text=Quoted(text[:40]),
                states=", ".join(PostState),
            )
        ) from None


PAGES: Final = {"plan.export": export, "plan.template": template}
