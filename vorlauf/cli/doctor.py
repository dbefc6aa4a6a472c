"""The command `vorlauf doctor`: is everything in order, and what to do if not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notifications.errors import NotificationError
from vorlauf.cli.language import english, label, moment, number
from vorlauf.cli.language import gettext as _
from vorlauf.cli.mail_checks import addresses, inbox, mail_log, mail_server, notices
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, sentence_of
from vorlauf.cli.store_checks import (
    backup,
    database,
    heads,
    opened_engine,
    pictures,
    publications,
    versions,
)
from vorlauf.errors import StoreError, VorlaufError
from vorlauf.terminal import say

if TYPE_CHECKING:
    from vorlauf.settings import Settings


def doctor(as_json: Json = False) -> int:
    """Look whether everything is in order, and say what to do if not (1: it is not)."""
    if as_json:
        with english():
            findings = list(_examine())
        print_json(findings)
    else:
        findings = list(_examine())
        for finding in findings:
            mark = _("ok") if finding.ok else _("FAULT")
            say(f"{mark:5}  {label('look', finding.what):13} {finding.words}")
    return 0 if all(finding.ok for finding in findings) else 1


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what was found, or what is to be done."""

    what: str
    ok: bool
    words: str


def _examine() -> Iterator[Finding]:
    from vorlauf.settings import Settings

    try:
        settings = Settings.from_environment()
    except VorlaufError as error:
        yield Finding("settings", False, sentence_of(error))
        return
    home = _("the home folder is %(folder)s", folder=settings.home)
    yield Finding("settings", True, home)
    for what, look in LOOKS.items():
        try:
            words = look(settings)
        except (VorlaufError, NotificationError) as error:
            yield Finding(what, False, sentence_of(error))
        except OSError as error:
            yield Finding(what, False, f"{error.filename}: {error.strerror}.")
        else:
            yield Finding(what, True, words)


def _folder(settings: "Settings") -> str:
    import tempfile

    home = settings.home
    if not home.is_dir():
        raise StoreError(
            _("There is no folder %(folder)s; run `vorlauf init`.", folder=home)
        )
    with tempfile.TemporaryFile(dir=home):
        return _("%(folder)s can be written to", folder=home)


def _stakeholders(settings: "Settings") -> str:
    from vorlauf.directory import loader

    directory = loader.load(settings.stakeholders)
    return _(
        "%(file)s: %(houses)s houses, %(people)s people",
        file=settings.stakeholders,
        houses=number(len(directory.houses)),
        people=number(len(directory.people)),
    )


def _proxies(settings: "Settings") -> str:
    from vorlauf.setting_meanings import DASHBOARD_URL, TRUSTED_PROXIES

    if settings.trusted_proxies:
        return _(
            "people are told apart by the addresses that %(proxies)s names",
            proxies=", ".join(settings.trusted_proxies),
        )
    if settings.public_url is None:
        return _("people come from this machine alone")
    return _(
        "nobody's address is known, so limits count by account alone; name the proxy "
        "of %(address)s in %(setting)s, 127.0.0.1 if it runs on this machine",
        address=DASHBOARD_URL,
        setting=TRUSTED_PROXIES,
    )


def _links(settings: "Settings") -> str:
    from vorlauf.db.engine import reading
    from vorlauf.links import signing_key
    from vorlauf.setting_meanings import DASHBOARD_URL

    if settings.public_url is None:
        return _(
            "mails ask for an answer by mail; name the address of the dashboard in "
            "%(setting)s, and they link to its pages",
            setting=DASHBOARD_URL,
        )
    with opened_engine(settings) as engine, reading(engine) as connection:
        signing_key.examine(connection, settings.home)
    return _("mails link to %(address)s", address=settings.public_url)


def _files(_settings: "Settings") -> str:
    from vorlauf.material.files import sandbox
    from vorlauf.sandbox.confinement import SECCOMP

    found = sandbox.mechanisms()
    if SECCOMP not in found:
        raise VorlaufError(
            _(
                "HEIC, films and PDF are refused, because this machine cannot confine "
                "what reads them (found: %(found)s); seccomp is needed, which Linux "
                "has on x86-64 and ARM64.",
                found=", ".join(found) or "-",
            )
        )
    return _("foreign files are read under %(found)s", found=", ".join(found))


def _prefect(_settings: "Settings") -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return _("version %(version)s is installed", version=version("prefect"))
    except PackageNotFoundError as error:
        raise VorlaufError(_("Prefect is missing; install Vorlauf again.")) from error


def _clock(settings: "Settings") -> str:
    from vorlauf.db import audit_clock
    from vorlauf.db.engine import reading
    from vorlauf.directory import loader
    from vorlauf.setting_meanings import CLOCK_OFFSET
    from vorlauf.wiring import now_by

    if settings.clock_offset:
        raise VorlaufError(
            _(
                "The clock is shifted by %(seconds)s seconds; that is for "
                "demonstrations: take %(setting)s away.",
                seconds=number(settings.clock_offset),
                setting=CLOCK_OFFSET,
            )
        )
    zone = loader.load(settings.stakeholders).campaign.zone
    now = moment(now_by(settings), zone)
    with opened_engine(settings) as engine, reading(engine) as connection:
        latest = audit_clock.is_set_back(connection, now_by(settings))
    if latest is not None:
        raise VorlaufError(
            _(
                "It is %(now)s by this clock, but the audit log has a line of "
                "%(latest)s: the clock runs back, or ran ahead. Set it right; until "
                "then nothing is due.",
                now=now,
                latest=moment(latest, zone),
            )
        )
    return _("it is %(now)s in %(zone)s", now=now, zone=zone.key)


LOOKS: "dict[str, Callable[[Settings], str]]" = {
    "folder": _folder,
    "stakeholders": _stakeholders,
    "database": database,
    "log": heads,
    "backup": backup,
    "versions": versions,
    "pictures": pictures,
    "publications": publications,
    "notices": notices,
    "addresses": addresses,
    "mail": mail_server,
    "mail log": mail_log,
    "inbox": inbox,
    "proxies": _proxies,
    "links": _links,
    "files": _files,
    "prefect": _prefect,
    "clock": _clock,
}
