"""The command `vorlauf audit verify`: are the audit log and its files as written."""

from typing import TYPE_CHECKING

from vorlauf.cli.context import wired
from vorlauf.cli.language import ngettext, number
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from vorlauf.db.audit_log import ChainCheck


def verify(as_json: Json = False) -> int:
    """Check the chain of the audit log, and versions and files by it (1: broken)."""
    from dataclasses import replace

    from vorlauf.db.engine import reading
    from vorlauf.material import attestations
    from vorlauf.material.files.storage import FileStore, files_in

    with wired() as wiring, reading(wiring.engine) as connection:
        verdict = attestations.verify(connection)
        store = FileStore(files_in(wiring.settings.home))
        broken = attestations.broken_files(connection, store)
    verdict = replace(verdict, faults=(*verdict.faults, *broken))
    if as_json:
        print_json({"ok": verdict.ok, **vars(verdict)})
    else:
        _say(verdict)
    return 0 if verdict.ok else 1


def _say(verdict: "ChainCheck") -> None:
    if verdict.ok:
        say(
            ngettext(
                "The audit log is intact: %(count)s lines, each fits the last.",
                "The audit log is intact: %(count)s lines, each fits the last.",
                verdict.lines,
            )
        )
    else:
        say(
            ngettext(
                "The audit log, or what it speaks of, is BROKEN; restore a backup. "
                "%(count)s lines:",
                "The audit log, or what it speaks of, is BROKEN; restore a backup. "
                "%(count)s lines:",
                verdict.lines,
            )
        )
    for fault in verdict.faults:
        say(f"  {fault}")
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
