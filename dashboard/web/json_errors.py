"""JSON errors: the refusals of the API, one sentence each."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dashboard.web.busy import BusyError
from dashboard.web.error_pages import status_of
from vorlauf.errors import NotFoundError, VorlaufError

_LOG = logging.getLogger("vorlauf.dashboard")

# What a refusal says if nobody knows better, and so the words of the description.
SENTENCES: Final[Mapping[int, str]] = {
    400: "This request cannot be read.",
    401: "Send a token that holds, as “Authorization: Bearer …”.",
    403: "That is not for you to do.",
    404: "There is nothing here for you to see.",
    405: "This address is not used in that way.",
    408: "The request has not come in time; send it again.",
    409: "Somebody else was faster; look again and decide again.",
    413: "That is more than can be sent at once.",
    421: "This is not the address of the dashboard.",
    422: "That cannot be used as it is.",
    429: "Too many ask for this at the same time; see Retry-After.",
    500: "Something went wrong on our side; it has been written to the log.",
    503: "The database cannot be used at present.",
}


def refusal(
    status: int, sentence: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return a refusal; `sentence` says more exactly why than the status does."""
    said = sentence or SENTENCES.get(status, SENTENCES[400])
    # What was sent may hold half characters, which nothing but JSON's escapes carries.
    plain = said.encode("utf-8", "backslashreplace").decode()
    return JSONResponse({"detail": plain}, status, dict(headers or {}))


def listen(api: FastAPI) -> None:
    """Let every refusal, whoever makes it, leave as one of ours."""
    api.add_exception_handler(VorlaufError, _refused)
    api.add_exception_handler(RequestValidationError, _misfit)
    api.add_exception_handler(HTTPException, _stopped)
    api.add_exception_handler(Exception, _broken)


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, VorlaufError)  # noqa: S101 - registered for nothing else
    # Whether something exists is nobody's business who may not see it.
    sentence = "" if isinstance(error, NotFoundError) else str(error)
    headers = error.headers if isinstance(error, BusyError) else None
    return refusal(status_of(error), sentence, headers)


def _stopped(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    is_ours = error.status_code in {401, 403}
    sentence = error.detail if is_ours else ""
    return refusal(error.status_code, sentence, error.headers)


def _misfit(_: Request, error: Exception) -> JSONResponse:
    """Say which fields do not fit, all of them in one sentence each."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    return refusal(422, "; ".join(_fault(fault) for fault in error.errors()[:20]))


def _fault(fault: Mapping[str, Any]) -> str:
    where = ".".join(str(part)[:80] for part in fault["loc"])
    return f"{where}: {fault['msg']}"


def _broken(_: Request, error: Exception) -> JSONResponse:
    _LOG.error("The API broke: %r", error)
    return refusal(500)
