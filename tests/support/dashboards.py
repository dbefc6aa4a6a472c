"""The dashboard for the tests: the real application over a desk, and its visitors."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, cached_property

from anyio.from_thread import start_blocking_portal
from lxml import etree
from starlette.testclient import TestClient

from dashboard.app import make_app
from dashboard.web.session_cookie import COOKIE
from dashboard.web.state import AppState
from vorlauf.accounts import invitations, sessions
from vorlauf.db.engine import writing
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring

ADDRESS = "https://vorlauf.example.org"


class DeskWiring(Wiring):
    """The wiring of a test: its clock is that of the desk."""

    def now(self):
        return self.desk.now


# Making the routes costs a tenth of a second, so one application serves all desks that
# ask for nothing special, one after the other.
_APPS = []


def _shared(wiring):
    """Return the application of all tests, over this wiring from now on."""
    if not _APPS:
        parts = AppState(wiring)
        _APPS.append((parts, make_app(parts)))
    parts, app = _APPS[0]
    # Made anew in its place: nothing is left of the test before.
    parts.__init__(wiring)
    return parts, app


_UNTIL_THE_END = ExitStack()


@cache
def portal():
    """Return the loop in which all requests run: each would start one of its own."""
    return _UNTIL_THE_END.enter_context(start_blocking_portal())


def close():
    """End the loop of all requests; nothing is asked any more."""
    _UNTIL_THE_END.close()


class Dashboard:
    """The application over a desk; whoever comes is signed in by a visit of theirs.

    `set_to` are other settings than usual.
    """

    def __init__(self, desk, folder, *, set_to=None, **more):
        self.desk = desk
        file = folder / "stakeholders.toml"
        file.touch()
        url = desk.engine.url.render_as_string(hide_password=False)
        settings = Settings(
            home=folder,
            stakeholders=file,
            database_url=url,
            public_url=ADDRESS,
            **(set_to or {}),
        )
        self.wiring = DeskWiring(settings, desk.engine, desk.directory)
        self.wiring.desk = desk
        if more or set_to:
            self.parts = AppState(self.wiring, **more)
            self.app = make_app(self.parts)
        else:
            self.parts, self.app = _shared(self.wiring)

    def stranger(self, *, source="127.0.0.1", **headers):
        """Return the browser of somebody who is not signed in, at an address."""
        headers = {"Sec-Fetch-Site": "same-origin", **headers}
        client = TestClient(
            self.app,
            ADDRESS,
            follow_redirects=False,
            headers=headers,
            client=(source, 50_000),
        )
        client.portal = portal()
        return Browser(client)

    def as_(self, person, **headers):
        """Return the browser of this person, invited and signed in."""
        browser = self.stranger(**headers)
        with writing(self.desk.engine) as connection:
            invitations.grant(self.desk.call(connection), person)
            cookie = sessions.begin(
                connection, person, way="test", device="", now=self.desk.now
            )
        browser.client.cookies.set(COOKIE, cookie, domain="vorlauf.example.org")
        return browser


def seen(desk, number):
    """Return the field by which a form says that it has shown a post as it is now."""
    return {"seen": str(desk.post(number).row_version)}


class Browser:
    """A client that sees pages: their text, their forms, their addresses."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **more):
        return self.client.get(path, **more)

    def post(self, path, data=None, **more):
        return self.client.post(path, data=data, **more)

    def see(self, path, **more):
        """Get a page and read it."""
        return Page(self.get(path, **more))

    def send(self, path, data=None, **more):
        """Post a form and read what comes, or the page that it leads to."""
        response = self.post(path, data, **more)
        if response.status_code == 303:
            response = self.get(response.headers["location"])
        return Page(response)


@dataclass
class FormSeen:
    """A form of a page: where it goes, and what would be sent."""

    method: str
    action: str
    fields: list = field(default_factory=list)
    buttons: list = field(default_factory=list)


class Page:
    """A page as somebody reads it; read when somebody asks what stands there."""

    def __init__(self, response):
        self.response, self.status, self.html = (
            response,
            response.status_code,
            response.text,
        )

    @cached_property
    def _seen(self):
        reader = _Reader()
        # A page without a byte is no page to the parser.
        html = self.html or "<html></html>"
        etree.fromstring(html, etree.HTMLParser(target=reader, huge_tree=True))
        return reader

    @property
    def forms(self):
        return self._seen.forms

    @property
    def links(self):
        return self._seen.links

    @property
    def ids(self):
        return self._seen.ids

    @cached_property
    def text(self):
        """What can be read, blanks made one."""
        return " ".join(" ".join(self._seen.words).split())

    def form(self, action):
        """Return the form that goes to this address, one that acts before others."""
        there = (one for one in self.forms if one.action.partition("?")[0] == action)
        return min(there, key=lambda form: form.method != "post")


class _Reader:
    """What the parser tells of a page, in the order in which it stands there.

    libxml2's parser: Python's own took a seventh of the time of tests of pages.
    """

    def __init__(self):
        self.forms, self.links, self.ids, self.words = [], [], [], []
        self._hidden = 0
        self._area = None
        self._run = ""

    def start(self, tag, given):
        self._end_of_run()
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"script", "style", "template"}:
            self._hidden += 1
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(
                FormSeen(given.get("method", "get"), given.get("action", ""))
            )
        elif self.forms and tag in {"input", "textarea", "select", "button", "option"}:
            self._control(tag, given)

    def _control(self, tag, given):
        form, name = self.forms[-1], given.get("name", "")
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area = [name, ""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            form.fields.append((self._select, given.get("value", "")))
        elif tag == "input" and name:
            is_box = given.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in given:
                form.fields.append((name, given.get("value", "")))

    def end(self, tag):
        self._end_of_run()
        if tag in {"script", "style", "template"}:
            self._hidden -= 1
        elif tag == "textarea" and self._area and self.forms:
            self.forms[-1].fields.append(tuple(self._area))
            self._area = None

    def data(self, words):
        if self._area is not None:
            self._area[1] += words
        if not self._hidden:
            # The parser parts words at a character that is written as a name.
            self._run += words

    def _end_of_run(self):
        if self._run:
            self.words.append(self._run)
            self._run = ""

    def close(self):
        self._end_of_run()
        return self


def send(browser, path, fields):
    """Send fields of which one name may stand several times."""
    gathered = {}
    for name, value in fields:
        gathered.setdefault(name, []).append(value)
    return browser.send(path, gathered)
