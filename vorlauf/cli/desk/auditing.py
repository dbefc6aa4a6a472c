"""Auditing: whether the chain of the audit log is what was written."""

from vorlauf.cli.desk.reception import wired
from vorlauf.cli.desk.said import print_json
from vorlauf.store import audit
from vorlauf.store.database import reading
from vorlauf.terminal import say


def verify(*, as_json: bool) -> int:
    """Walk the whole chain; return 1 if anything does not fit."""
    with wired() as wiring, reading(wiring.engine) as connection:
        verdict = audit.verify(connection)
    if as_json:
        print_json({"ok": verdict.ok, **vars(verdict)})
    else:
        _say(verdict)
    return 0 if verdict.ok else 1


def _say(verdict: audit.Verdict) -> None:
    if verdict.ok:
        say(f"The audit log is intact: {verdict.lines} lines, each fits the last.")
    else:
        say(f"The audit log is BROKEN; restore a backup. {verdict.lines} lines:")
    for fault in verdict.faults:
        say(f"  {fault}")
    if verdict.erased:
        say(f"Values that were erased, their commitments kept: {len(verdict.erased)}")
    for place in verdict.erased:
        say(f"  {place}")
    say(f"Its end is line {verdict.head.last_id}, {verdict.head.last_hash}")
    say("Keep that end outside: with it nothing can be cut off unnoticed.")
