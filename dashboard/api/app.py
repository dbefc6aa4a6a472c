"""The API for programs: the same acts and rules as on the pages, under bearer tokens."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dashboard.api import answers
from dashboard.api.values import Problem
from dashboard.parts import Parts
from dashboard.permissions import API
from dashboard.problems import status_of
from vorlauf.errors import NotFoundError, VorlaufError

ROOT: Final = "/api/v1"
_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "description": words}
    for status, words in {
        401: "no token, or one that does not hold",
        403: "not for this person",
        404: "nothing there for this person to see",
        409: "somebody else was faster",
        422: "cannot be used as it is",
        503: "the database cannot be used at present",
    }.items()
}


def make_api(parts: Parts) -> FastAPI:
    """Return the API over these parts; its `openapi.json` describes it."""
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
    api.state.parts = parts
    for entry in API:
        answer = answers.ANSWERS[entry.name]
        api.add_api_route(
            entry.path,
            answer.function,
            methods=[entry.method],
            name=entry.name,
            operation_id=entry.name.removeprefix("api."),
            status_code=answer.status,
            responses=_PROBLEMS if entry.who is not None else {},
            include_in_schema=entry.who is not None,
        )
    api.add_exception_handler(VorlaufError, _refused)
    api.add_exception_handler(RequestValidationError, _misfit)
    api.add_exception_handler(HTTPException, _stopped)
    return api


def _problem(status: int, sentence: str, headers: Any = None) -> JSONResponse:
    return JSONResponse({"detail": sentence}, status, headers)


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, VorlaufError)  # noqa: S101 - registered for nothing else
    is_hidden = isinstance(error, NotFoundError)
    sentence = "There is nothing here for you to see." if is_hidden else str(error)
    return _problem(status_of(error), sentence)


def _stopped(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    return _problem(error.status_code, str(error.detail), error.headers)


def _misfit(_: Request, error: Exception) -> JSONResponse:
    """Say which fields do not fit, all of them in one sentence each."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    faults = (
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
        for fault in error.errors()
    )
    return _problem(422, "; ".join(faults).encode("ascii", "backslashreplace").decode())
