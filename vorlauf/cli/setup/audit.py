"""Audit: whether the audit log, and what it speaks of, are what was written."""

from dataclasses import replace

from vorlauf.cli.common.context import wired
from vorlauf.cli.common.output import print_json
from vorlauf.db import audit_log
from vorlauf.db.engine import reading
from vorlauf.material import attestations
from vorlauf.material.files.places import files_in
from vorlauf.material.files.storage import FileStore
from vorlauf.terminal import say


def verify(*, as_json: bool) -> int:
    """Walk the whole chain, and look at versions and files; return 1 for a fault."""
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


def _say(verdict: audit_log.ChainCheck) -> None:
    if verdict.ok:
        say(f"The audit log is intact: {verdict.lines} lines, each fits the last.")
    else:
        what = "The audit log, or what it speaks of,"
        say(f"{what} is BROKEN; restore a backup. {verdict.lines} lines:")
    for fault in verdict.faults:
        say(f"  {fault}")
    if verdict.erased:
        say(f"Values that were erased, their commitments kept: {len(verdict.erased)}")
    for place in verdict.erased:
        say(f"  {place}")
    say(f"Its end is line {verdict.head.last_id}, {verdict.head.last_hash}")
    say("Keep that end outside: with it nothing can be cut off unnoticed.")
