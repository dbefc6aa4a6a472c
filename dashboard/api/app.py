"""The API for programs: the actions and rules of the pages, by bearer tokens."""

from functools import cache
from typing import Any, Final

from fastapi import FastAPI
from fastapi.datastructures import Default

from dashboard.api import endpoints
from dashboard.api.caller import Admitting
from dashboard.api.files import FileTableOut
from dashboard.api.values import Problem
from dashboard.permissions import API, Route
from dashboard.web import json_errors
from dashboard.web.state import AppState
from states.post import Role
from vorlauf.exports.file_format import FileFormat

ROOT: Final = "/api/v1"
_ALWAYS: Final = (401, 413, 421, 429, 500, 503)
# Everybody may do these, but not for everybody.
_OWN: Final = frozenset({"api.add_calendar", "api.revoke_calendar"})
# These take something in the address that can be wrong.
_ASKED: Final = frozenset(
    {
        "api.posts",
        "api.plan",
        "api.proposal",
        "api.filling",
        "api.export_posts",
        "api.export_plan",
        "api.plan_template",
        "api.ask",
        "api.topics",
        "api.export_topics",
    }
)
_BY_METHOD: Final = {"GET": (), "POST": (400, 408, 409), "PATCH": (400, 408, 409)}


def make_api(parts: AppState) -> FastAPI:
    """Return the API over these parts; its `openapi.json` describes it."""
    api = _make()
    api.state.parts = parts
    return api


@cache
def description() -> dict[str, Any]:
    """Return what `openapi.json` says: it is the same over whatever parts."""
    return _make().openapi()


def _make() -> FastAPI:
    api = FastAPI(
        title="Vorlauf",
        version="1",
        summary="Posts, duties and decisions of an editorial plan with many houses.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        servers=[{"url": ROOT}],
        redirect_slashes=False,
    )
    api.router.route_class = Admitting
    for entry in API:
        answer = endpoints.ANSWERS[entry.name]
        api.add_api_route(
            entry.path,
            answer.function,
            methods=[entry.method],
            name=entry.name,
            summary=answer.sentence,
            description=" ",
            tags=[answer.group],
            operation_id=entry.name.removeprefix("api."),
            status_code=answer.status,
            responses=_problems(entry) | _files(answer),
            include_in_schema=entry.who is not None,
            response_model=answer.model or Default(None),
        )
    json_errors.listen(api)
    return api


def _files(answer: endpoints.Handler) -> dict[int | str, dict[str, Any]]:
    """Return the files beside JSON that may be the answer."""
    if answer.model is FileTableOut:
        kinds = tuple(one.media_type.partition(";")[0] for one in FileFormat)
    else:
        kinds = answer.kinds
    if not kinds:
        return {}
    bytes_ = {"schema": {"type": "string", "format": "binary"}}
    others = {kind: bytes_ for kind in kinds if kind != "application/json"}
    return {answer.status: {"content": others}}


def _problems(entry: Route) -> dict[int | str, dict[str, Any]]:
    """Return the refusals that may come, as the description names them."""
    is_for_some = entry.who != frozenset(Role)
    has_input = entry.method != "GET" or "{" in entry.path or entry.name in _ASKED
    statuses = {
        *_ALWAYS,
        *_BY_METHOD[entry.method],
        *((403,) if is_for_some or entry.name in _OWN else ()),
        *((404,) if "{" in entry.path else ()),
        *((422,) if has_input else ()),
    }
    return {
        status: {"model": Problem, "description": json_errors.SENTENCES[status]}
        for status in sorted(statuses)
    }
