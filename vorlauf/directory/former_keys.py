"""Former keys: what a house or a person was called before, in `was` of their table."""

from collections.abc import Mapping

from states.messages import Quoted, phrase
from vorlauf.directory.entries import Entries
from vorlauf.directory.schema import Report
from vorlauf.directory.values import HasFormerKeys


def check_former_keys(entries: Entries, report: Report) -> None:
    """Report a former key that is in use, or that two houses or two people had."""
    for table, members in (("houses", entries.houses), ("people", entries.people)):
        _check(table, members, report)


def _check(table: str, members: Mapping[str, HasFormerKeys], report: Report) -> None:
    first: dict[str, str] = {}
    for key, one in members.items():
        path = (table, key, "was")
        for former in one.was:
            named = Quoted(former)
            if former in members:
                what = phrase("fault", "has {key}, which is in use", key=named)
                cure = phrase(
                    "cure",
                    "take it out, or take the table [{table}] out",
                    table=f"{table}.{former}",
                )
                report(path, what, cure)
            elif former in first:
                what = phrase(
                    "fault",
                    "has {key}, which {other} has, too",
                    key=named,
                    other=first[former],
                )
                cure = phrase("cure", "write it for one of them only")
                report(path, what, cure)
            first.setdefault(former, key)
