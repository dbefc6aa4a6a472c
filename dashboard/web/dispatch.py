"""Dispatch: every request on its way to its page: who is it, may they, what came."""

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
from dashboard.web import error_pages
from dashboard.web.form import Form, UploadedFile
from dashboard.web.json_errors import refusal
from dashboard.web.middleware import API
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

        async def answer(request: Request) -> Response:
            with ExitStack() as until_answered:
                try:
                    form = await _form_of(request, until_answered, most)
                except HTTPException as error:  # too large, or no form to be read
                    return await self.refuse(request, error.status_code)
                except ValueError:  # what the parser of forms itself cannot make out
                    return await self.refuse(request, 400)
                except ClientDisconnect:
                    return Response(status_code=400)
                return await run_in_threadpool(self._answer, request, entry, view, form)

        return answer

    async def refuse(self, request: Request, status: int) -> Response:
        """Return the page of a refusal that no page was asked about.

        Programs are told in JSON.
        """
        if request.scope["path"].startswith(API):
            return refusal(status)
        return await run_in_threadpool(self._refuse, request, status)

    def _refuse(self, request: Request, status: int) -> Response:
        try:
            errand = self._errand(request, Form(), is_noted=False)
        except VorlaufError:
            errand = self._strange(request, Form())
        return error_pages.problem(errand, status)

    def _answer(
        self, request: Request, entry: Route, view: View, form: Form
    ) -> Response:
        errand = self._strange(request, form)
        try:
            errand = self._errand(request, form)
            return _refusal(errand, entry) or view(errand)
        except VorlaufError as error:
            return error_pages.of_error(errand, error)
        except Exception:  # noqa: BLE001, whatever it is, nobody sees a traceback
            _LOG.exception("%s %s", request.method, entry.path)
            return error_pages.problem(errand, 500)

    def _strange(self, request: Request, form: Form) -> PageRequest:
        """Return the errand of somebody who is not known, or not yet."""
        return PageRequest(
            request=request,
            parts=self.parts,
            now=self.parts.now(),
            directory=self.parts.directory(),
            form=form,
        )

    def _errand(
        self, request: Request, form: Form, *, is_noted: bool = True
    ) -> PageRequest:
        errand = self._strange(request, form)
        cookie = request.cookies.get(COOKIE, "")
        if cookie:
            errand.signed_in = self._signed_in(errand, cookie, is_noted=is_noted)
        return errand

    def _signed_in(
        self, errand: PageRequest, cookie: str, *, is_noted: bool
    ) -> SignedIn | None:
        engine = self.parts.wiring.engine
        with reading(engine) as connection:
            found = sessions.current(connection, errand.directory, cookie, errand.now)
        # What a person does keeps a session alive, not a page that looks by itself.
        is_a_person = is_noted and "x-by-itself" not in errand.request.headers
        if found is not None and is_a_person and found.is_worth_a_note(errand.now):
            with writing(engine, durable=False) as connection:
                found = sessions.touch(connection, found, errand.now)
        return found


def _refusal(errand: PageRequest, entry: Route) -> Response | None:
    """Return the answer to whoever may not use this address, else None."""
    if entry.who is None:
        return None
    if not errand.is_signed_in:
        return _sign_in_first(errand)
    if errand.person.role not in entry.who:
        return error_pages.problem(errand, 403, _not_for(errand))
    return None


def _not_for(errand: PageRequest) -> str:
    role = errand.words.role_label(errand.person.role)
    return errand.words.gettext("This page is not for your role (%(role)s).") % {
        "role": role
    }


def _sign_in_first(errand: PageRequest) -> Response:
    request = errand.request
    if request.method != "GET" or "x-by-itself" in request.headers:
        return error_pages.problem(errand, 401)
    here = str(request.url.path)
    if request.url.query:
        here = f"{here}?{request.url.query}"
    return RedirectResponse(url("/sign-in", next=here if here != "/" else ""), 303)


async def _form_of(
    request: Request, until_answered: ExitStack, most: FormLimits
) -> Form:
    if request.method != "POST":
        return Form()
    if request.headers.get("content-type") == RAW:
        return Form(body=await request.body())
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, UploadedFile]] = []
    limits = request.form(max_files=most.files, max_fields=most.fields)
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
