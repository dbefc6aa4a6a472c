"""The command `vorlauf audit head`, and what `vorlauf audit verify` says of heads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import moment, ngettext
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.errors import BadInputError, SettingsError
from vorlauf.terminal import say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from states.messages import Message
    from vorlauf.db.audit_head import Comparison, HeadFinding, KeptHead
    from vorlauf.db.audit_log import ChainCheck
    from vorlauf.jobs.heads_outside import KeptHeads, StampedHead
    from vorlauf.settings import Settings

Heads = Annotated[
    list[str] | None,
    typer.Option(
        "--head",
        metavar="LINE:HASH",
        help="A head that was kept outside; may be given again.",
    ),
]
HeadFiles = Annotated[
    Path | None,
    typer.Option(
        "--head-file",
        metavar="FILE",
        help="A file of heads; without it that of VORLAUF_HEAD_FILE.",
    ),
]
NothingAfter = Annotated[
    bool,
    typer.Option(
        "--nothing-after",
        help="Count entries after the newest of these heads as a difference.",
    ),
]
Keep = Annotated[
    bool, typer.Option("--keep", help="Add it to the file of VORLAUF_HEAD_FILE, too.")
]


@dataclass(frozen=True, kw_only=True)
class HeadsAsked:
    """Which heads are to be compared, as they were typed."""

    heads: Sequence[str]
    file: Path | None
    nothing_after: bool


@dataclass(frozen=True, kw_only=True)
class HeadsVerdict:
    """What the heads say: each alone, and what differs, as sentences."""

    comparison: "Comparison"
    stamped: Sequence["StampedHead"]
    faults: Sequence["Message"]


def head(keep: Keep = False, as_json: Json = False) -> int:
    """Print the head of the audit log, to be kept outside and compared later."""
    from vorlauf.db import audit_head
    from vorlauf.db.engine import reading
    from vorlauf.jobs.heads_outside import HeadsOutside
    from vorlauf.setting_meanings import HEAD_FILE

    with wired() as wiring:
        outside = HeadsOutside.of(wiring.settings)
        if keep and outside is None:
            raise SettingsError(
                _("%(setting)s is not set; name a file in it.", setting=HEAD_FILE)
            )
        with reading(wiring.engine) as connection:
            last = audit_head.last_line(connection)
        troubles = outside.keep(last.head, wiring.now()) if keep and outside else ()
        zone = wiring.directory.campaign.zone
    if as_json:
        print_json({"head": str(last.head), **vars(last.head), "at": last.at})
    else:
        say(str(last.head))
        _explain(last.head, moment(last.at, zone) if last.at else "")
    for trouble in troubles:
        say(said(trouble))
    return 1 if troubles else 0


def _explain(kept: "KeptHead", at: str) -> None:
    if at:
        tell(
            "The audit log ends with line %(line)s, written on %(at)s.",
            line=kept.line,
            at=at,
        )
    else:
        tell("The audit log has no line yet.")
    tell("Keep the first line outside of this machine. To compare it later:")
    say(f"  vorlauf audit verify --head {kept}")
    tell("By telephone this much is enough: %(head)s", head=kept.brief)


def gathered(asked: HeadsAsked, settings: "Settings") -> "KeptHeads":
    """Return the heads that are given, and those of a file: named, or of the settings.

    Raises `BadInputError` for what is no head, and if a named file holds none.
    """
    from dataclasses import replace

    from vorlauf.db import audit_head
    from vorlauf.jobs.heads_outside import HeadsOutside, KeptHeads

    given = tuple(map(audit_head.parse, asked.heads))
    if asked.file is None:
        outside = HeadsOutside.of(settings)
    else:
        outside = HeadsOutside.at(asked.file, settings)
    found = outside.look() if outside else KeptHeads()
    if asked.file is not None and not found.heads:
        raise BadInputError(
            _("%(file)s holds no head of the audit log.", file=asked.file)
        )
    kept = replace(found, heads=(*given, *found.heads))
    if asked.nothing_after and not kept.heads:
        raise BadInputError(
            _("--nothing-after needs a head after which nothing may come: --head.")
        )
    return kept


def compared(
    kept: "KeptHeads",
    connection: "Connection",
    check: "ChainCheck",
    *,
    nothing_after: bool,
) -> HeadsVerdict:
    """Compare heads with the log, of which `check` was made on this connection."""
    from vorlauf.db import audit_head

    comparison = audit_head.compare(connection, kept.heads, check)
    faults = [*kept.faults, *audit_head.unproven(comparison)]
    if nothing_after:
        faults += audit_head.added_after(comparison)
    return HeadsVerdict(comparison=comparison, stamped=kept.stamped, faults=faults)


def say_fitting(verdict: HeadsVerdict, zone: "ZoneInfo") -> None:
    """Say what the heads prove that fit; what differs is said before."""
    fitting = [one for one in verdict.comparison.findings if one.ok]
    if fitting:
        _say_fitting(fitting, zone)
    for kept in _partly(verdict.comparison.findings):
        tell(
            "Of head %(head)s only %(count)s of 64 digits were compared: who forges a "
            "log that has them, too, has to try about 2^%(bits)s of them.",
            head=kept.brief,
            count=len(kept.digest),
            bits=4 * len(kept.digest),
        )
    if verdict.stamped:
        last = max(verdict.stamped, key=lambda one: one.head.line)
        tell(
            "An authority has stamped line %(line)s on %(at)s: it was there by then.",
            line=last.head.line,
            at=moment(last.at, zone),
        )


def _say_fitting(fitting: Sequence["HeadFinding"], zone: "ZoneInfo") -> None:
    newest = max(fitting, key=lambda one: one.head.line)
    say(
        ngettext(
            "%(count)s head that was kept outside fits: up to line %(line)s the log "
            "is what it was.",
            "%(count)s heads that were kept outside fit: up to line %(line)s the log "
            "is what it was.",
            len(fitting),
            line=newest.head.line,
        )
    )
    if newest.at:
        tell(
            "Line %(line)s is of %(at)s.",
            line=newest.head.line,
            at=moment(newest.at, zone),
        )
    if not newest.added:
        tell("Nothing was added after it.")
        return
    say(
        ngettext(
            "%(count)s entry was added after it, from %(first)s to %(last)s; this head "
            "says nothing of that.",
            "%(count)s entries were added after it, from %(first)s to %(last)s; this "
            "head says nothing of those.",
            newest.added,
            first=moment(newest.first_at, zone) if newest.first_at else "?",
            last=moment(newest.last_at, zone) if newest.last_at else "?",
        )
    )


def _partly(findings: Iterable["HeadFinding"]) -> list["KeptHead"]:
    return [one.head for one in findings if one.ok and not one.head.is_whole]


def plain(verdict: HeadsVerdict) -> list[dict[str, object]]:
    """Return the findings for a program, one for each head."""
    return [
        {
            "head": str(one.head),
            "ok": one.ok,
            "state": one.state,
            "line_at": one.at,
            "added": one.added,
            "added_from": one.first_at,
            "added_to": one.last_at,
            "fault": str(one.fault) if one.fault else "",
        }
        for one in verdict.comparison.findings
    ]
