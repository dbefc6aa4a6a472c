"""Dispatch: from a request to its page: who sends it, may they, and the form."""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from dashboard.permissions import Route
from dashboard.web import error_pages, navigation
from dashboard.web.form import Form, UploadedFile
from dashboard.web.json_errors import refusal
from dashboard.web.middleware import API
from dashboard.web.redacted_input import redacted_form
from dashboard.web.request import PageRequest
from dashboard.web.session_cookie import COOKIE
from dashboard.web.state import AppState
from dashboard.web.templates import url
from vorlauf.accounts import sessions
from vorlauf.accounts.sessions import SignedIn
from vorlauf.db.engine import reading, writing
from vorlauf.errors import VorlaufError


@dataclass(frozen=True)
class FormLimits:
    """How many fields, and how many files, a form may have."""

    fields: int
    files: int


# As many fields as a bulk move has posts, and some more; one person chooses so many
# pictures at a time.
OF_A_FORM: Final = FormLimits(fields=1_000, files=20)
# A dozen fields beside each picture that has come; and one for a signed form, which
# counts as a file when it is empty, too.
OF_MATERIAL: Final = FormLimits(fields=2_000, files=180)
_OTHERS: Final = {"answer.files": OF_MATERIAL, "answer.describe": OF_MATERIAL}
RAW: Final = "application/octet-stream"

_LOG = logging.getLogger("vorlauf.dashboard")

View = Callable[[PageRequest], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


class Dispatcher:
    """Leads requests to the pages, or says why not."""

    def __init__(self, parts: AppState) -> None:
        self.parts = parts

    def endpoint(self, entry: Route, view: View) -> Endpoint:
        """Return what Starlette calls for this entry of the permission table."""
        most = _OTHERS.get(entry.name, OF_A_FORM)

        async def answer(http: Request) -> Response:
            with ExitStack() as until_answered:
                try:
                    form = await _form_of(http, until_answered, most)
                except HTTPException as error:  # too large, or no form to be read
                    return await self.refuse(http, error.status_code)
                except ValueError:  # what the parser of forms itself cannot make out
                    return await self.refuse(http, 400)
                except ClientDisconnect:
                    return Response(status_code=400)
                return await run_in_threadpool(self._answer, http, entry, view, form)

        return answer

    async def refuse(self, http: Request, status: int) -> Response:
        """Return the page of a refusal that no page was asked about.

        Programs are told in JSON.
        """
        if http.scope["path"].startswith(API):
            return refusal(status)
        return await run_in_threadpool(self._refuse, http, status)

    def _refuse(self, http: Request, status: int) -> Response:
        try:
            request = self._page_request(http, Form(), is_noted=False)
        except VorlaufError:
            request = self._strange(http, Form())
        return error_pages.problem(request, status)

    def _answer(self, http: Request, entry: Route, view: View, form: Form) -> Response:
        request = self._strange(http, form)
        try:
            request = self._page_request(http, form)
            request.form = redacted_form(form, request.redaction)
            return _refusal(request, entry) or view(request)
        except VorlaufError as error:
            return error_pages.of_error(request, error)
        except Exception:  # noqa: BLE001, whatever it is, nobody sees a traceback
            _LOG.exception("%s %s", http.method, entry.path)
            return error_pages.problem(request, 500)

    def _strange(self, http: Request, form: Form) -> PageRequest:
        """Return the request of somebody who is not known, or not yet."""
        return PageRequest(
            http=http,
            parts=self.parts,
            now=self.parts.now(),
            directory=self.parts.directory(),
            frame=navigation.frame,
            form=form,
        )

    def _page_request(
        self, http: Request, form: Form, *, is_noted: bool = True
    ) -> PageRequest:
        request = self._strange(http, form)
        cookie = http.cookies.get(COOKIE, "")
        if cookie:
            request.signed_in = self._signed_in(request, cookie, is_noted=is_noted)
        return request

    def _signed_in(
        self, request: PageRequest, cookie: str, *, is_noted: bool
    ) -> SignedIn | None:
        engine = self.parts.wiring.engine
        with reading(engine) as connection:
            found = sessions.current(request.call(connection), cookie)
        # What a person does keeps a session alive, not a page that looks by itself.
        is_a_person = is_noted and "x-by-itself" not in request.http.headers
        if found is not None and is_a_person and found.is_worth_a_note(request.now):
            with writing(engine, durable=False) as connection:
                found = sessions.touch(connection, found, request.now)
        return found


def _refusal(request: PageRequest, entry: Route) -> Response | None:
    """Return the answer to whoever may not use this address, else None."""
    if entry.who is None:
        return None
    if not request.is_signed_in:
        return _sign_in_first(request)
    if request.person.role not in entry.who:
        return error_pages.problem(request, 403, _not_for(request))
    return None


def _not_for(request: PageRequest) -> str:
    role = request.words.role_label(request.person.role)
    return request.words.gettext("This page is not for your role (%(role)s).") % {
        "role": role
    }


def _sign_in_first(request: PageRequest) -> Response:
    http = request.http
    if http.method != "GET" or "x-by-itself" in http.headers:
        return error_pages.problem(request, 401)
    here = str(http.url.path)
    if http.url.query:
        here = f"{here}?{http.url.query}"
    return RedirectResponse(url("/sign-in", next=here if here != "/" else ""), 303)


async def _form_of(http: Request, until_answered: ExitStack, most: FormLimits) -> Form:
    if http.method != "POST":
        return Form()
    if http.headers.get("content-type") == RAW:
        return Form(body=await http.body())
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, UploadedFile]] = []
    limits = http.form(max_files=most.files, max_fields=most.fields)
    async with limits as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                folder = Path(until_answered.enter_context(TemporaryDirectory()))
                upload = await run_in_threadpool(_upload, value, folder / "file")
                files.append((_whole(name), upload))
            else:
                fields.append((_whole(name), _whole(value)))
    return Form(fields, files)


def _whole(text: str) -> str:
    """Return a text without half characters, its lines ended as ours are.

    Some character sets that a form may name have them; nothing can carry them.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\r\n", "\n")


def _upload(file: UploadFile, path: Path) -> UploadedFile:
    """Write a file to the disk; it is gone when the answer is given."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as copy:
        while chunk := file.file.read(1 << 20):
            digest.update(chunk)
            size += copy.write(chunk)
    return UploadedFile(
        name=_whole(file.filename or ""),
        size=size,
        sha256=digest.hexdigest(),
        path=path,
    )
