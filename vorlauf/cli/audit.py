"""The command `vorlauf audit verify`: are the audit log and its files as written."""

from typing import TYPE_CHECKING

from vorlauf.cli import audit_heads
from vorlauf.cli.audit_heads import HeadFiles, Heads, HeadsAsked, NothingAfter
from vorlauf.cli.context import wired
from vorlauf.cli.language import moment, ngettext, number
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from vorlauf.cli.audit_heads import HeadsVerdict
    from vorlauf.db.audit_log import ChainCheck


def verify(
    head: Heads = None,
    head_file: HeadFiles = None,
    nothing_after: NothingAfter = False,
    as_json: Json = False,
) -> int:
    """Check the audit log, versions and files by it, and kept heads (1: broken)."""
    from dataclasses import replace

    from vorlauf.db import audit_clock
    from vorlauf.db.engine import reading
    from vorlauf.material import attestations
    from vorlauf.material.files.storage import FileStore, files_in

    asked = HeadsAsked(heads=head or (), file=head_file, nothing_after=nothing_after)
    with wired() as wiring, reading(wiring.engine) as connection:
        kept = audit_heads.gathered(asked, wiring.settings)
        verdict = attestations.verify(connection)
        heads = audit_heads.compared(
            kept, connection, verdict, nothing_after=nothing_after
        )
        store = FileStore(files_in(wiring.settings.home))
        broken = attestations.broken_files(connection, store)
        zone = wiring.directory.campaign.zone
        back = audit_clock.dated_back(connection)
    verdict = replace(verdict, faults=(*verdict.faults, *broken))
    is_ok = verdict.ok and not heads.faults
    if as_json:
        told = (*verdict.faults, *map(str, heads.faults))
        plain = {**vars(verdict), "faults": told, "heads": audit_heads.plain(heads)}
        dated_back = [one.line for one in back]
        print_json({"ok": is_ok, **plain, "dated_back": dated_back})
    else:
        _say(verdict, heads)
        audit_heads.say_fitting(heads, zone)
        for one in back:
            tell(
                "Line %(line)s bears %(at)s, an earlier time than the line above it "
                "(%(before)s): the clock was set back. The order is that of the lines.",
                line=one.line,
                at=moment(one.at, zone),
                before=moment(one.before, zone),
            )
    return 0 if is_ok else 1


def _say(verdict: "ChainCheck", heads: "HeadsVerdict") -> None:
    say(_title(verdict, heads))
    for fault in verdict.faults:
        say(f"  {fault}")
    for difference in heads.faults:
        say(f"  {said(difference)}")
    if verdict.erased:
        erased = number(len(verdict.erased))
        tell(
            "Values that were erased, their commitments kept: %(number)s",
            number=erased,
        )
    for place in verdict.erased:
        say(f"  {place}")
    head = verdict.head
    tell("Its end is line %(id)s, %(hash)s", id=head.last_id, hash=head.last_hash)
    tell("Keep that end outside: with it nothing can be cut off unnoticed.")


def _title(verdict: "ChainCheck", heads: "HeadsVerdict") -> str:
    if not verdict.ok:
        return ngettext(
            "The audit log, or what it speaks of, is BROKEN; restore a backup. "
            "%(count)s lines:",
            "The audit log, or what it speaks of, is BROKEN; restore a backup. "
            "%(count)s lines:",
            verdict.lines,
        )
    if heads.faults:
        return ngettext(
            "The audit log is NOT what was kept outside of it; %(count)s line:",
            "The audit log is NOT what was kept outside of it, though its %(count)s "
            "lines fit each other:",
            verdict.lines,
        )
    return ngettext(
        "The audit log is intact: %(count)s lines, each fits the last.",
        "The audit log is intact: %(count)s lines, each fits the last.",
        verdict.lines,
    )
