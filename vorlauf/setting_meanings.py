"""Setting meanings: the name of each environment variable, and what it is for."""

from collections.abc import Mapping
from dataclasses import dataclass

HOME = "VORLAUF_HOME"
STAKEHOLDERS = "VORLAUF_STAKEHOLDERS"
DATABASE_URL = "VORLAUF_DATABASE_URL"
MAIL_URL = "VORLAUF_MAIL_URL"
MAIL_LOG = "VORLAUF_MAIL_LOG"
INBOX_URL = "VORLAUF_INBOX_URL"
SWEEP_SECONDS = "VORLAUF_SWEEP_SECONDS"
PREFECT_PORT = "VORLAUF_PREFECT_PORT"
METRICS_PORT = "VORLAUF_METRICS_PORT"
DASHBOARD_PORT = "VORLAUF_DASHBOARD_PORT"
DASHBOARD_URL = "VORLAUF_DASHBOARD_URL"
TRUSTED_PROXIES = "VORLAUF_TRUSTED_PROXIES"
UPLOAD_MEGABYTES = "VORLAUF_UPLOAD_MEGABYTES"
OIDC_URL = "VORLAUF_OIDC_URL"
SCAN_COMMAND = "VORLAUF_SCAN_COMMAND"
KEEP_ORIGINALS = "VORLAUF_KEEP_ORIGINALS"
HEAD_FILE = "VORLAUF_HEAD_FILE"
STAMP_URL = "VORLAUF_STAMP_URL"
STAMP_CERTIFICATE = "VORLAUF_STAMP_CERTIFICATE"
CHANNEL_SECRETS = "VORLAUF_CHANNEL_SECRETS"
BACKUP_FOLDER = "VORLAUF_BACKUP_FOLDER"
BACKUP_KEEP = "VORLAUF_BACKUP_KEEP"
CLOCK_OFFSET = "VORLAUF_CLOCK_OFFSET"
# A demonstration reaches back over Christmas, or forth; in seconds.
MONTH = range(-31 * 86_400, 31 * 86_400 + 1)
# The dashboard's own port: people keep its address as a bookmark.
STANDARD_PORT = 8226
# Megabytes of uploads under way at once: at least twice what one request may have.
MEGABYTES = range(120, 100_001)
STANDARD_MEGABYTES = 300
# Nightly backups that stay.
KEPT = range(1, 1001)
STANDARD_KEPT = 14


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a setting is for, its default, and how its value is written.

    Each is a cell of a table in Markdown. A number says its unit and its bounds, as
    "seconds, 1 to 3600".
    """

    purpose: str
    default: str = "none"
    value: str


# Every setting: docs/operations.md shows these rows.
MEANINGS: Mapping[str, Meaning] = {
    HOME: Meaning(
        purpose="the folder for the database, files, Prefect's data and the logs",
        default="`./var`",
        value="a path",
    ),
    STAKEHOLDERS: Meaning(
        purpose="the file of houses and people",
        default="`./stakeholders.toml`",
        value="a path",
    ),
    DATABASE_URL: Meaning(
        purpose="the database; PostgreSQL needs `vorlauf[postgres]`",
        default="`sqlite:///$VORLAUF_HOME/vorlauf.db`",
        value="`sqlite:///FILE` or `postgresql://USER@HOST/NAME`",
    ),
    MAIL_URL: Meaning(
        purpose=(
            "the mail server that takes outgoing mail, without which none is sent; "
            "`&bounces=ADDRESS` receives returned mail, `&rate=N` is the most mails "
            "a minute"
        ),
        value=(
            "`smtp://HOST:PORT/?from=ADDRESS`, "
            "`smtp+starttls://USER:PASSWORD@HOST:587/?from=ADDRESS` or `smtps://…`"
        ),
    ),
    MAIL_LOG: Meaning(
        purpose=(
            "the log of a Postfix on this machine; after a crash it says which mails "
            "were sent, so that none is sent twice"
        ),
        value="a path",
    ),
    INBOX_URL: Meaning(
        purpose=(
            "the mailbox that is read for replies and returned mail; with "
            "`&subaddress=+` each mail has addresses of its own for both, "
            "`&gateway=NAME` is the mail gateway whose `Authentication-Results` count"
        ),
        value=(
            "`imaps://USER:PASSWORD@HOST:993/INBOX?address=ADDRESS` or "
            "`maildir:///FOLDER?address=ADDRESS`"
        ),
    ),
    SWEEP_SECONDS: Meaning(
        purpose="the time between two runs of each sweep",
        default="none: the sweeps run by the timetable",
        value="seconds, 1 to 3600",
    ),
    PREFECT_PORT: Meaning(
        purpose="the port of Prefect's server on loopback",
        default="none: a free port",
        value="TCP port, 1 to 65535",
    ),
    METRICS_PORT: Meaning(
        purpose="the port on loopback where `vorlauf serve` answers `/metrics`",
        default="none: no figures are shown",
        value="TCP port, 1 to 65535",
    ),
    DASHBOARD_PORT: Meaning(
        purpose="the port of the dashboard on loopback",
        default=f"`{STANDARD_PORT}`",
        value="TCP port, 1 to 65535",
    ),
    DASHBOARD_URL: Meaning(
        purpose=(
            "the address under which people reach the dashboard through a proxy; mails "
            "carry links to it, and the dashboard answers to no other host"
        ),
        value="`https://HOST`, without a path",
    ),
    TRUSTED_PROXIES: Meaning(
        purpose=(
            "the addresses of the proxies before the dashboard, whose "
            "`X-Forwarded-For` is believed; without them nobody's address is known, "
            "and limits count by account alone"
        ),
        value="addresses or networks, as `127.0.0.1,10.0.0.0/8`",
    ),
    UPLOAD_MEGABYTES: Meaning(
        purpose=(
            "how much may come in by uploads at the same time; beyond, people are "
            "asked to try again soon"
        ),
        default=f"`{STANDARD_MEGABYTES}`",
        value=f"megabytes, {MEGABYTES[0]} to {MEGABYTES[-1]}",
    ),
    OIDC_URL: Meaning(
        purpose=(
            "the OpenID Connect provider with which people can sign in; `ISSUER` is "
            "its issuer without `https://`, `NAME` the name on the button; needs "
            "`vorlauf[oidc]`"
        ),
        value="`https://CLIENT:SECRET@ISSUER?name=NAME`",
    ),
    SCAN_COMMAND: Meaning(
        purpose=(
            "the command that scans each uploaded file for viruses; its exit code is 0 "
            "for a clean file and 1 for an infected one"
        ),
        value="a command with `{file}`, as `clamdscan --no-summary {file}`",
    ),
    KEEP_ORIGINALS: Meaning(
        purpose=(
            "whether uploaded files are also kept as they came, with the place and "
            "camera data that the shown copies lack"
        ),
        default="`no`",
        value="`yes` or `no`",
    ),
    HEAD_FILE: Meaning(
        purpose=(
            "the file to which the nightly run adds the head of the audit log; keep it "
            "where who owns the database cannot write"
        ),
        value="a path",
    ),
    STAMP_URL: Meaning(
        purpose=(
            "the time stamping authority (RFC 3161) that signs each new head; its "
            "stamps are kept beside `VORLAUF_HEAD_FILE`; needs `vorlauf[stamp]`"
        ),
        value="`https://HOST/PATH` or `http://HOST/PATH`",
    ),
    STAMP_CERTIFICATE: Meaning(
        purpose="the certificates by which time stamps are verified, without a network",
        value="a path of a file in PEM",
    ),
    CHANNEL_SECRETS: Meaning(
        purpose=(
            "the file of the secrets with which channels are published by themselves; "
            'it has a line `CHANNEL = "SECRET"` for each, and not everybody may read '
            "it"
        ),
        value="a path",
    ),
    BACKUP_FOLDER: Meaning(
        purpose="the folder into which the nightly run writes a backup; it lies on "
        "another disk, and nobody else reads it",
        value="a path",
    ),
    BACKUP_KEEP: Meaning(
        purpose="how many nightly backups stay; the oldest go",
        default=f"`{STANDARD_KEPT}`",
        value="backups, 1 to 1000",
    ),
    CLOCK_OFFSET: Meaning(
        purpose=(
            "the shift of Vorlauf's clock, for demonstrations only: `vorlauf demo` "
            "shows a working morning at any hour"
        ),
        default="`0`",
        value=f"seconds, {MONTH[0]} to {MONTH[-1]}",
    ),
}
