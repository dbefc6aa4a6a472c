"""Settings: the environment variables, read once, checked whole, then frozen."""

import os
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Self

from vorlauf.errors import SettingsError
from vorlauf.setting_meanings import (
    BACKUP_FOLDER,
    BACKUP_KEEP,
    CHANNEL_SECRETS,
    CLOCK_OFFSET,
    DASHBOARD_PORT,
    DASHBOARD_URL,
    DATABASE_URL,
    HEAD_FILE,
    HOME,
    INBOX_URL,
    KEEP_ORIGINALS,
    KEPT,
    MAIL_LOG,
    MAIL_URL,
    MEANINGS,
    MEGABYTES,
    METRICS_PORT,
    MONTH,
    OIDC_URL,
    PREFECT_PORT,
    SCAN_COMMAND,
    STAKEHOLDERS,
    STAMP_CERTIFICATE,
    STAMP_URL,
    STANDARD_KEPT,
    STANDARD_MEGABYTES,
    STANDARD_PORT,
    SWEEP_SECONDS,
    TRUSTED_PROXIES,
    UPLOAD_MEGABYTES,
)

_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
_SECURE = re.compile(r"https://[a-z0-9][a-z0-9.-]{0,250}(:[0-9]{1,5})?")
_PROVIDER = re.compile(
    r"(https://[^\s:/?#@]+:[^\s:/?#@]+@[a-z0-9][a-z0-9.-]{0,250}"
    r"|http://[^\s:/?#@]+:[^\s:/?#@]+@127\.0\.0\.1)"
    r"(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?(\?name=[^\s&#=]{1,100})?"
)
# Stamps are signed, so many authorities answer by plain http.
_WEB = re.compile(
    r"https?://([^\s/?#@]+@)?[A-Za-z0-9][A-Za-z0-9.-]{0,250}(:[0-9]{1,5})?(/[^\s#]*)?"
)
_HERE = re.compile(r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are and how they are reached; addresses may hold passwords."""

    home: Path
    stakeholders: Path
    database_url: str = field(repr=False)
    mail_url: str | None = field(default=None, repr=False)
    mail_log: Path | None = None
    inbox_url: str | None = field(default=None, repr=False)
    sweep_seconds: int | None = None
    prefect_port: int | None = None
    metrics_port: int | None = None
    dashboard_port: int = STANDARD_PORT
    public_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    upload_megabytes: int = STANDARD_MEGABYTES
    oidc_url: str | None = field(default=None, repr=False)
    scan_command: str | None = None
    keep_originals: bool = False
    head_file: Path | None = None
    stamp_url: str | None = field(default=None, repr=False)
    stamp_certificate: Path | None = None
    channel_secrets: Path | None = None
    backup_folder: Path | None = None
    backup_keep: int = STANDARD_KEPT
    clock_offset: int = 0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings. Raises `SettingsError` with every fault in one go."""
        faults: list[str] = []
        home = Path(environ.get(HOME) or "var").absolute()
        settings = cls(
            home=home,
            stakeholders=Path(environ.get(STAKEHOLDERS) or "stakeholders.toml"),
            database_url=environ.get(DATABASE_URL) or f"sqlite:///{home}/vorlauf.db",
            mail_url=environ.get(MAIL_URL) or None,
            mail_log=_path(environ.get(MAIL_LOG)),
            inbox_url=environ.get(INBOX_URL) or None,
            sweep_seconds=_number(
                environ, SWEEP_SECONDS, range(1, 3601), faults.append
            ),
            prefect_port=_number(environ, PREFECT_PORT, range(1, 65536), faults.append),
            metrics_port=_number(environ, METRICS_PORT, range(1, 65536), faults.append),
            dashboard_port=_number(
                environ, DASHBOARD_PORT, range(1, 65536), faults.append
            )
            or STANDARD_PORT,
            public_url=_origin(environ, DASHBOARD_URL, faults.append),
            trusted_proxies=_networks(environ, TRUSTED_PROXIES, faults.append),
            upload_megabytes=_number(
                environ, UPLOAD_MEGABYTES, MEGABYTES, faults.append
            )
            or STANDARD_MEGABYTES,
            oidc_url=_provider(environ, OIDC_URL, faults.append),
            scan_command=_command(environ, SCAN_COMMAND, faults.append),
            keep_originals=_is_yes(environ, KEEP_ORIGINALS, faults.append),
            head_file=_path(environ.get(HEAD_FILE)),
            stamp_url=_authority(environ, faults.append),
            stamp_certificate=_path(environ.get(STAMP_CERTIFICATE)),
            channel_secrets=_path(environ.get(CHANNEL_SECRETS)),
            backup_folder=_path(environ.get(BACKUP_FOLDER)),
            backup_keep=_number(environ, BACKUP_KEEP, KEPT, faults.append)
            or STANDARD_KEPT,
            clock_offset=_number(environ, CLOCK_OFFSET, MONTH, faults.append) or 0,
        )
        unknown = sorted(
            name for name in environ if name.startswith("VORLAUF_") and _is_odd(name)
        )
        faults += [
            f"{name}: there is no such setting; see docs/operations.md"
            for name in unknown
        ]
        if faults:
            raise SettingsError(
                "The environment cannot be used:\n  " + "\n  ".join(faults)
            )
        return settings

    @property
    def prefect_home(self) -> Path:
        """The folder for what Prefect keeps."""
        return self.home / "prefect"

    @property
    def logs(self) -> Path:
        """The folder for the logs."""
        return self.home / "logs"

    @property
    def dashboard_url(self) -> str:
        """The address of the dashboard, without a slash at its end."""
        return self.public_url or f"http://127.0.0.1:{self.dashboard_port}"

    def as_environment(self) -> dict[str, str]:
        """Return the variables from which a child process reads these settings."""
        values = {
            HOME: str(self.home),
            STAKEHOLDERS: str(self.stakeholders.absolute()),
            DATABASE_URL: self.database_url,
            MAIL_URL: self.mail_url,
            MAIL_LOG: self.mail_log and self.mail_log.absolute(),
            INBOX_URL: self.inbox_url,
            SWEEP_SECONDS: self.sweep_seconds,
            PREFECT_PORT: self.prefect_port,
            METRICS_PORT: self.metrics_port,
            DASHBOARD_PORT: self.dashboard_port,
            DASHBOARD_URL: self.public_url,
            TRUSTED_PROXIES: ",".join(self.trusted_proxies) or None,
            UPLOAD_MEGABYTES: self.upload_megabytes,
            OIDC_URL: self.oidc_url,
            SCAN_COMMAND: self.scan_command,
            KEEP_ORIGINALS: "yes" if self.keep_originals else None,
            HEAD_FILE: self.head_file and self.head_file.absolute(),
            STAMP_URL: self.stamp_url,
            STAMP_CERTIFICATE: self.stamp_certificate
            and self.stamp_certificate.absolute(),
            CHANNEL_SECRETS: self.channel_secrets and self.channel_secrets.absolute(),
            BACKUP_FOLDER: self.backup_folder and self.backup_folder.absolute(),
            BACKUP_KEEP: self.backup_keep,
            CLOCK_OFFSET: self.clock_offset or None,
        }
        return {name: str(value) for name, value in values.items() if value is not None}


def _is_odd(name: str) -> bool:
    # Variables for the tests and for children of ours are nobody's spelling mistake.
    return name not in MEANINGS and not name.startswith(
        ("VORLAUF_TEST_", "VORLAUF_REQUIRE")
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _origin(
    environ: Mapping[str, str], name: str, report: Callable[[str], None]
) -> str | None:
    """Return a web address without path; one of plain http only for this machine."""
    text = (environ.get(name) or "").rstrip("/")
    if not text or _SECURE.fullmatch(text) or _HERE.fullmatch(text):
        return text or None
    report(
        f"{name} is {text!r}; write https:// and the name of the host, without a path"
    )
    return None


def _networks(
    environ: Mapping[str, str], name: str, report: Callable[[str], None]
) -> tuple[str, ...]:
    """Return addresses and networks; the whole internet is none to be trusted."""
    found = []
    for word in filter(None, map(str.strip, (environ.get(name) or "").split(","))):
        try:
            network = ip_network(word)
        except ValueError:
            report(
                f"{name}: {word!r} is no address and no network; write them as "
                "127.0.0.1,10.0.0.0/8"
            )
            continue
        if network.prefixlen == 0:
            report(f"{name}: {word!r} is everybody; name the proxies alone")
        found.append(word)
    return tuple(found)


def _provider(
    environ: Mapping[str, str], name: str, report: Callable[[str], None]
) -> str | None:
    text = environ.get(name) or ""
    if not text or _PROVIDER.fullmatch(text):
        return text or None
    # Not with its words: it holds a secret.
    report(
        f"{name} cannot be read; write https://CLIENT:SECRET@ISSUER?name=NAME, with "
        "%3A, %2F and %40 for : / and @ in CLIENT, SECRET and NAME"
    )
    return None


def _authority(environ: Mapping[str, str], report: Callable[[str], None]) -> str | None:
    """Return the address of a time stamping authority; it may hold a password."""
    text = environ.get(STAMP_URL) or ""
    if not text:
        return None
    if not _WEB.fullmatch(text):
        report(f"{STAMP_URL} cannot be read; write https://HOST/PATH")
    for needed in (HEAD_FILE, STAMP_CERTIFICATE):
        if not environ.get(needed):
            report(f"{STAMP_URL} needs {needed}, too")
    return text


def _command(
    environ: Mapping[str, str], name: str, report: Callable[[str], None]
) -> str | None:
    """Return a command that can be split into words and names the file."""
    text = environ.get(name) or ""
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if not text or any("{file}" in word for word in words[1:]):
        return text or None
    report(f"{name} is {text!r}; write a command with {{file}} where the file stands")
    return None


def _is_yes(
    environ: Mapping[str, str], name: str, report: Callable[[str], None]
) -> bool:
    text = environ.get(name) or "no"
    if text not in {"yes", "no"}:
        report(f"{name} is {text!r}; write yes or no")
    return text == "yes"


def _number(
    environ: Mapping[str, str],
    name: str,
    allowed: range,
    report: Callable[[str], None],
) -> int | None:
    text = environ.get(name)
    if not text:
        return None
    if _WHOLE_NUMBER.fullmatch(text) and int(text) in allowed:
        return int(text)
    report(f"{name} is {text!r}; write a number from {allowed[0]} to {allowed[-1]}")
    return None
