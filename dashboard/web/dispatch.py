"""Dispatch: from a request to its page: who sends it, may they, and the form."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard.admissions import Admission
from dashboard.permissions import BY_LINK, Route
from dashboard.web import error_pages, navigation
from dashboard.web.bodies import SMALL, announced
from dashboard.web.busy import BusyError
from dashboard.web.form import Form
from dashboard.web.form_reading import OF_A_FORM, OF_MATERIAL, form_of
from dashboard.web.json_errors import refusal
from dashboard.web.lanes import Lane, LaneName, lane_of
from dashboard.web.middleware import API, limit_of
from dashboard.web.redacted_input import redacted_form
from dashboard.web.request import PageRequest
from dashboard.web.session_cookie import COOKIE, known
from dashboard.web.sources import source_of
from dashboard.web.state import AppState
from dashboard.web.templates import url
from vorlauf.accounts import sessions
from vorlauf.accounts.sessions import SignedIn
from vorlauf.db.engine import reading, writing
from vorlauf.errors import VorlaufError

_OTHERS: Final = {"answer.files": OF_MATERIAL, "answer.describe": OF_MATERIAL}

_LOG = logging.getLogger("vorlauf.dashboard")

View = Callable[[PageRequest], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

# Whose form is being read is known: such a connection is not given up for a new one.
VOUCHED: Final = "is_vouched_for"
# Seconds that whoever is sent away waits for the answer, and how many wait at once.
_PAUSE: Final = 1.0
_MOST_TURNED_AWAY: Final = 1_000


@dataclass(frozen=True)
class _Work:
    """A route, the page that answers it, and what is asked before."""

    entry: Route
    view: View
    admission: Admission


class Dispatcher:
    """Leads requests to the pages, or says why not."""

    def __init__(self, parts: AppState) -> None:
        self.parts = parts
        self._turned_away = 0
        self._busy_pages: dict[tuple[str, str, str], bytes] = {}

    def endpoint(self, entry: Route, view: View, admission: Admission) -> Endpoint:
        """Return what Starlette calls for this entry of the permission table.

        `admission` says before a form is read whether it is worth it.
        """
        most = _OTHERS.get(entry.name, OF_A_FORM)
        work = _Work(entry, view, admission)

        async def answer(http: Request) -> Response:
            lane = self._lane(http, entry)
            source = source_of(http.scope) if entry.who is None else ""
            form = Form()
            with ExitStack() as until_answered:
                try:
                    lane.check(source)
                    if http.method == "POST":
                        owner = await lane.run(partial(self._admit, http, work), source)
                        if isinstance(owner, Response):
                            return owner
                        http.scope.setdefault("state", {})[VOUCHED] = bool(owner)
                        size = announced(http.headers, limit_of(http.scope))
                        until_answered.enter_context(
                            self.parts.uploads.room(owner, size)
                        )
                        form = await form_of(http, until_answered, most)
                    work_left = partial(self._answer, http, work, form)
                    return await lane.run(work_left, source)
                except BusyError as error:
                    return await self._send_away(http, error, form)
                except HTTPException as error:  # too large, or no form to be read
                    return await self.refuse(http, error.status_code)
                except ValueError:  # what the parser of forms itself cannot make out
                    return await self.refuse(http, 400)
                except ClientDisconnect:
                    return Response(status_code=400)

        return answer

    def _lane(self, http: Request, entry: Route) -> Lane:
        """Return where a request waits; whoever is known waits behind no stranger."""
        name = lane_of(entry)
        is_door = name in {LaneName.PASSWORDS, LaneName.LINKS}
        if is_door and known(self._strange(http, Form())):
            name = LaneName.KNOWN
        return self.parts.lanes[name]

    async def refuse(self, http: Request, status: int) -> Response:
        """Return the page of a refusal that no page was asked about.

        Programs are told in JSON.
        """
        if http.scope["path"].startswith(API):
            return refusal(status)
        try:
            lane = self.parts.lanes[LaneName.STRANGERS]
            return await lane.run(partial(self._refuse, http, status))
        except BusyError:
            return Response(status_code=status)

    def _refuse(self, http: Request, status: int) -> Response:
        try:
            request = self._page_request(http, Form(), is_noted=False)
        except VorlaufError:
            request = self._strange(http, Form())
        return error_pages.problem(request, status)

    async def _send_away(self, http: Request, error: BusyError, form: Form) -> Response:
        """Return the page of whoever has to come again, with what they have typed."""
        if form.fields:
            return await run_in_threadpool(self._form_again, http, error, form)
        if self._turned_away >= _MOST_TURNED_AWAY:
            return Response(status_code=429, headers=error.headers)
        self._turned_away += 1
        try:
            # Who tries again at once would be the one who keeps us from the others.
            await asyncio.sleep(_PAUSE)
            return self._busy_page(http, error)
        finally:
            self._turned_away -= 1

    def _form_again(self, http: Request, error: BusyError, form: Form) -> Response:
        """Return a form to whoever has to send it again, without secrets of ours."""
        request = self._strange(http, Form())
        try:
            known = self._page_request(http, Form(), is_noted=False)
            request.form = redacted_form(form, known.redaction)
        except VorlaufError as unreadable:
            _LOG.error("A form cannot be given back: %s", unreadable)
        return error_pages.of_error(request, error)

    def _busy_page(self, http: Request, error: BusyError) -> Response:
        """Return the page of whoever is sent away, which is made once for all."""
        is_by_link = http.scope["path"].startswith(BY_LINK)
        path = "/answer/-" if is_by_link else "/"
        language = self._strange(http, Form()).language
        key = (language, path, str(error))
        if key not in self._busy_pages:
            # Nothing of this request may stand in it: neither a link nor a name.
            scope = {**http.scope, "method": "GET", "path": path, "query_string": b""}
            host = [pair for pair in http.scope["headers"] if pair[0] == b"host"]
            request = self._strange(Request({**scope, "headers": host}), Form())
            request.language = language
            self._busy_pages[key] = bytes(error_pages.of_error(request, error).body)
        return HTMLResponse(self._busy_pages[key], 429, error.headers)

    def _admit(self, http: Request, work: "_Work") -> Response | str:
        """Return whose form is to be read: a person or a link; else the answer to it.

        Nobody's is that of a stranger, which is small.
        """
        request = self._strange(http, Form())
        try:
            request = self._page_request(http, Form())
            refused = _refusal(request, work.entry)
            if refused is not None:
                is_kept = not request.is_signed_in and self._was_here(request)
                return "" if is_kept else refused
            if not work.admission(request):
                return self._answer(http, work, Form())
        except VorlaufError as error:
            return error_pages.of_error(request, error)
        except Exception:  # noqa: BLE001, whatever it is, nobody sees a traceback
            _LOG.exception("%s %s", http.method, work.entry.path)
            return error_pages.problem(request, 500)
        if request.is_signed_in:
            return f"person {request.person.key}"
        return f"link {digest}" if (digest := _link_of(http)) else ""

    def _was_here(self, request: PageRequest) -> bool:
        """Say whether a form is kept for whoever is signed in no more.

        It is read if it is small, and its browser has signed somebody in before.
        """
        headers = request.http.headers
        size = announced(headers, limit_of(request.http.scope))
        if size > SMALL:
            return False
        cookie = request.http.cookies.get(COOKIE, "")
        with request.reading() as connection:
            was_here = bool(cookie) and sessions.was_one(connection, cookie)
        return was_here or bool(known(request))

    def _answer(self, http: Request, work: "_Work", form: Form) -> Response:
        request = self._strange(http, form)
        try:
            request = self._page_request(http, form)
            request.form = redacted_form(form, request.redaction)
            return _refusal(request, work.entry) or work.view(request)
        except VorlaufError as error:
            return error_pages.of_error(request, error)
        except Exception:  # noqa: BLE001, whatever it is, nobody sees a traceback
            _LOG.exception("%s %s", http.method, work.entry.path)
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


def _link_of(http: Request) -> str:
    """Return the digest of the link in the address, empty if there is none."""
    token = http.path_params.get("token", "")
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest() if token else ""


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
