"""A real browser on the real dashboard: nothing foreign, nothing against the policy."""

import shutil
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvicorn

from dashboard.app import make_app
from dashboard.parts import Parts
from vorlauf.accounts import invitations
from vorlauf.settings import Settings
from vorlauf.store.database import make_engine, writing
from vorlauf.wiring import Wiring

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))),
    None,
)
# Machines without a GPU, and as root; nothing is fetched by the browser itself.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]


class StandingClock(Wiring):
    """The wiring of a served test: its clock stands still."""

    at = None

    def now(self):
        return self.at


@contextmanager
def served(folder, directory, at, *, engine=None, is_demo=True):
    """Serve the dashboard over a database of the folder; yields its wiring."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        file = folder / "stakeholders.toml"
        file.touch()
        url = f"sqlite:///{folder / 'vorlauf.db'}"
        settings = Settings(
            home=folder, stakeholders=file, database_url=url, dashboard_port=port
        )
        wiring = StandingClock(settings, engine or make_engine(url), directory)
        wiring.at = at
        with writing(wiring.engine) as connection:
            for person in directory.people.values():
                if not person.functional:
                    invitations.grant(connection, directory, person.key, at)
        app = make_app(Parts(wiring, is_demo=is_demo))
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield wiring
        finally:
            server.should_exit = True
            thread.join(10)
            wiring.engine.dispose()


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
        if "Content Security Policy" in words or "Refused to" in words:
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

    def sign_in(self, person):
        """Sign in with one click, as in the demonstration."""
        self.go("/sign-in")
        self.page.locator(f"button[name=person][value={person}]").click()
        self.page.wait_for_load_state("load")
        return self

    def speak(self, lang):
        """Choose the language, as with the button at the foot of every page."""
        self.page.request.post(
            f"{self.root}/language",
            form={"language": lang},
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    def overflow(self):
        """Return by how many pixels the page is wider than the window."""
        root = "document.documentElement"
        return self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
