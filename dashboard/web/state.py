"""App state: what all requests share, from start to end."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from dashboard.clients.oidc import Provider
from dashboard.clients.prefect_api import PrefectDoor
from dashboard.i18n.language import Words, languages
from dashboard.web.bodies import UploadsUnderWay
from dashboard.web.lanes import Lane, LaneName, lanes
from dashboard.web.sources import SourceLimit
from dashboard.web.templates import Templates, templates
from states.messages import Message, msg
from vorlauf.directory import loader
from vorlauf.directory.model import Directory
from vorlauf.errors import SettingsError
from vorlauf.plan.turnarounds import DailyTurnarounds
from vorlauf.wiring import Wiring

_LOG = logging.getLogger("vorlauf.dashboard")

_TOO_MANY_GUESSES = msg(
    "Too many wrong passwords came from your network; try again in a few minutes, or "
    "have a link mailed to you."
)
_TOO_MANY_WISHES = msg(
    "Too many links to sign in were asked for from your network; try again within the "
    "hour, or sign in by password."
)


@dataclass
class AppState:
    """The wiring, the words and the templates.

    `is_demo` lets everybody in with one click; only `vorlauf demo` sets it.
    `prefect` is the way to Prefect's API, None where there is none.
    """

    wiring: Wiring
    is_demo: bool = False
    prefect: PrefectDoor | None = None
    # Who else can say who somebody is; None where only we can.
    provider: Provider | None = field(init=False)
    languages: Mapping[str, Words] = field(init=False)
    templates: Mapping[str, Templates] = field(init=False)
    lanes: Mapping[LaneName, Lane] = field(init=False)
    uploads: UploadsUnderWay = field(init=False)
    turnarounds: DailyTurnarounds = field(init=False, default_factory=DailyTurnarounds)
    # Wrong passwords, and links that were asked for, from one source.
    guesses: SourceLimit = field(init=False)
    wishes: SourceLimit = field(init=False)
    # What is wrong with stakeholders.toml since it was changed; empty if nothing.
    directory_fault: Message | None = field(init=False, default=None)
    _read_at: tuple[int, ...] = field(init=False, default=())
    _lock: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        self.provider = Provider.of(self.wiring.settings)
        self.languages = languages(self.wiring.directory.campaign.zone)
        self.templates = {
            language: templates(words) for language, words in self.languages.items()
        }
        self.lanes = lanes()
        self.uploads = UploadsUnderWay(
            self.wiring.settings.upload_megabytes * 1_000_000
        )
        # A ministry has one address for all of its people.
        self.guesses = SourceLimit(30, timedelta(minutes=10), _TOO_MANY_GUESSES)
        self.wishes = SourceLimit(30, timedelta(hours=1), _TOO_MANY_WISHES)
        self._read_at = self._changed_at()
        fault = self.wiring.fault
        self.directory_fault = fault.message if fault is not None else None

    def now(self) -> datetime:
        """Return the time, aware UTC."""
        return self.wiring.now()

    def directory(self) -> Directory:
        """Return stakeholders.toml as it is now.

        A faulty change waits until it is put right; `directory_fault` says what it is.
        """
        changed_at = self._changed_at()
        if changed_at != self._read_at:
            with self._lock:
                self._read_again(changed_at)
        return self.wiring.directory

    def _read_again(self, changed_at: tuple[int, ...]) -> None:
        self.directory_fault = None
        try:
            self.wiring.directory = loader.load(self.wiring.settings.stakeholders)
        except SettingsError as error:
            self.directory_fault = error.message
        except OSError as error:
            self.directory_fault = Message(str(error))
        if self.directory_fault is not None:
            _LOG.warning(
                "stakeholders.toml was not taken over: %s", self.directory_fault
            )
        self._read_at = changed_at

    def _changed_at(self) -> tuple[int, ...]:
        """Return a sign of the file that no replaced or rewritten file shares."""
        try:
            found = self.wiring.settings.stakeholders.stat()
        except OSError:
            return ()
        return (found.st_mtime_ns, found.st_ino, found.st_size)
