"""Renamed people: whoever has another key in stakeholders.toml stays the same person.

`was` of the new key names the old one. What belongs to them follows: steps, absences,
posts that they look after, links, their account. The log keeps the names as they were.
"""

from typing import Final

from states.post import Capacity
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.scheduling import people_rename_queries as kept
from vorlauf.workflow.actors import TIMETABLE

RENAMED: Final = "person_rename"


def follow_people(call: Call) -> tuple[str, ...]:
    """Write the new keys of renamed people; return the old ones that were found.

    Usually there are none, and then nothing is written.
    """
    now_called = {
        old: person for person in call.directory.people.values() for old in person.was
    }
    found = sorted(kept.named(call.connection, now_called.keys()))
    if not found:
        return ()
    work, moved = UnitOfWork(call), []
    for old in found:
        if kept.rename(call.connection, old, now_called[old].key):
            work.log(_entry(call, old, now_called[old]))
            moved.append(old)
    if moved:
        work.write()
    return tuple(moved)


def _entry(call: Call, old: str, person: Person) -> Entry:
    return Entry(
        at=call.now,
        event=RENAMED,
        actor=TIMETABLE.name,
        actor_key=TIMETABLE.key,
        capacity=Capacity.FLOW.value,
        house=person.house,
        details={**call.entry_point, "person": person.name, "old": old},
    )
