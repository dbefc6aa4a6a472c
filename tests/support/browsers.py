"""A real browser on the real dashboard: nothing foreign, nothing against the policy."""

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import expect

from dashboard.app import make_app
from dashboard.server import config_of
from dashboard.web.session_cookie import COOKIE
from dashboard.web.state import AppState
from vorlauf.accounts import invitations, preferences, sessions
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, writing
from vorlauf.db.migrate import upgrade
from vorlauf.directory import loader
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring

SAMPLE = Path(__file__).parents[2] / "stakeholders.toml"
# Milliseconds for a page on a machine on which much else runs.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
# Machines without a GPU, and as root; nothing is fetched by the browser itself.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]

# How the elements look that can have the focus; asked before anything has it, and then
# of the one that has it.
_LOOKS = """() => {
  window.look = (node) => {
    const of = getComputedStyle(node);
    const line = of.outlineStyle === "none" ? "" : of.outlineWidth + of.outlineColor;
    return [line, of.boxShadow, of.borderColor, of.backgroundColor].join("|");
  };
  document.activeElement.blur();
  const all = document.querySelectorAll(
    "a, button, input, select, textarea, summary, [tabindex]");
  window.looks = new Map([...all].map((node) => [node, look(node)]));
}"""
_FOCUSED = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const said = node.getAttribute("aria-label") || node.innerText || node.name || "";
  return {
    name: `${node.tagName.toLowerCase()} ${said}`.trim().slice(0, 60),
    order: [...looks.keys()].indexOf(node),
    isSeen: looks.get(node) !== look(node) && node.getClientRects().length > 0,
  };
}"""


class StandingClock(Wiring):
    """The wiring of a served test: its clock stands still until the test moves it."""

    at = None

    def now(self):
        return self.at


@contextmanager
def served(folder, directory, at, *, is_demo=True):
    """Serve the dashboard over the database of the folder; yields its wiring."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        file = folder / "stakeholders.toml"
        file.touch()
        url = f"sqlite:///{folder / 'vorlauf.db'}"
        settings = Settings(
            home=folder, stakeholders=file, database_url=url, dashboard_port=port
        )
        wiring = StandingClock(settings, make_engine(url), directory)
        wiring.at = at
        with writing(wiring.engine) as connection:
            for person in directory.people.values():
                if not person.functional:
                    invitations.grant(Call(connection, directory, at), person.key)
        app = make_app(AppState(wiring, is_demo=is_demo))
        server = uvicorn.Server(config_of(app))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield wiring
        finally:
            server.should_exit = True
            thread.join(10)
            wiring.engine.dispose()


@contextmanager
def served_empty(folder, at):
    """Serve the sample campaign before its first post; yields its wiring."""
    (folder / "stakeholders.toml").write_bytes(SAMPLE.read_bytes())
    directory = loader.load(folder / "stakeholders.toml")
    engine = make_engine(f"sqlite:///{folder / 'vorlauf.db'}")
    upgrade(engine)
    engine.dispose()
    with served(folder, directory, at) as wiring:
        yield wiring


@dataclass
class Seat:
    """Somebody at a browser; `faults` is what went against the policy of the pages."""

    page: object
    root: str
    faults: list = field(default_factory=list)

    def watch(self):
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("dialog", self._dialog)

    def _heard(self, message):
        words = message.text
        signs = ("Content Security Policy", "Refused to", "executed:")
        if any(sign in words for sign in signs):
            self.faults.append(words)

    def _asked(self, request):
        parts = urlsplit(request.url)
        is_ours = request.url.startswith(self.root) or parts.scheme in {"data", "about"}
        if not is_ours:
            self.faults.append(f"foreign request: {request.url}")

    def _dialog(self, dialog):
        if dialog.type != "beforeunload":
            self.faults.append(f"a script spoke: {dialog.message}")
        dialog.accept()

    def go(self, path):
        """Open a page and return it once it is there."""
        self.page.goto(f"{self.root}{path}", wait_until="load")
        return self.page

    @property
    def here(self):
        """The address of the page, without the server's."""
        return self.page.url.removeprefix(self.root)

    @property
    def text(self):
        """What can be read on the page, blanks made one."""
        return " ".join(self.page.inner_text("main").split())

    def press(self, *keys):
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, selector):
        """Click what leads to another page, and wait until that is there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def lands_on(self, path):
        """Wait until the page has this address; its query may be left out."""
        self.page.wait_for_url(lambda url: _is_at(url, self.root, path))
        self.page.wait_for_load_state("load")

    def stops(self, most):
        """Press Tab through the page, at most so often; return where it stops."""
        self.page.evaluate(_LOOKS)
        found = []
        for _ in range(most):
            self.press("Tab")
            stop = self.page.evaluate(_FOCUSED)
            if stop is None or (len(found) > 1 and stop == found[0]):
                break
            found.append(stop)
        return found

    def overflow(self):
        """Return by how many pixels the page is wider than the window."""
        root = "document.documentElement"
        return self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def _is_at(url, root, path):
    here = url.removeprefix(root).partition("#")[0]
    return here == path or here.partition("?")[0] == path


@dataclass
class Seats:
    """Seats at the dashboard `site`; each has a browser of its own, without a past."""

    browser: object
    site: StandingClock
    stack: object

    def sit(self, person="petzold", lang="de", *, width=1280, clock=False, **more):
        """Sit somebody down, signed in unless `person` is empty.

        With `clock` the browser's clock shows the time of the site and can be moved.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            locale=lang,
            timezone_id="Europe/Berlin",
            # A colour on its way from one to another is no look of the page.
            reduced_motion="reduce",
            **more,
        )
        self.stack.callback(context.close)
        context.set_default_timeout(PATIENCE)
        root = self.site.settings.dashboard_url
        cookies = {"vorlauf_language": lang}
        if person:
            cookies[COOKIE] = self._begin(person, lang)
        context.add_cookies(
            [
                {"name": name, "value": text, "url": root}
                for name, text in cookies.items()
            ]
        )
        if clock:
            context.clock.install(time=self.site.at)
        somebody = Seat(context.new_page(), root)
        somebody.watch()
        return somebody

    def _begin(self, person, lang):
        site = self.site
        with writing(site.engine) as connection:
            preferences.keep(connection, person, language=lang)
            return sessions.begin(
                connection, person, way="test", device="", now=site.now()
            )
