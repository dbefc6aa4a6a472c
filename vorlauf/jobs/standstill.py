"""Standstill: while stakeholders.toml is faulty no sweep runs, and one mail says so."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from notifications.delivery.mailer import Envelope
from notifications.errors import NotificationError
from notifications.i18n.translation import translate
from notifications.letters import standstill as words
from notifications.letters.blocks import Letter
from notifications.letters.values import CampaignValues, Reader
from states.messages import msg
from states.post import Capacity
from vorlauf.configuration import file_queries
from vorlauf.configuration.file_queries import NotedFile
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db import audit_log
from vorlauf.db.audit_log import Entry
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.loader import FileFault, StakeholdersError
from vorlauf.directory.model import Person
from vorlauf.errors import VorlaufError
from vorlauf.jobs.timed_moves import TIMETABLE
from vorlauf.mail.letters.direct import composed
from vorlauf.mail.letters.template_values import campaign_of
from vorlauf.posts import presence
from vorlauf.wiring import Wiring

_LOG = logging.getLogger("vorlauf.jobs")
STANDSTILL, STANDSTILL_END = "standstill", "standstill_end"
# Some editors write a file in two steps; what a sweep meets then is no standstill.
GRACE: Final = timedelta(minutes=1)
MOST_FAULTS: Final = 8
_Written = Callable[[Reader, CampaignValues], Letter]


def look(wiring: Wiring) -> str | None:
    """Return why a sweep has to do nothing, in English; None if it may go on.

    The coordinator is told once that nothing goes on, and once that everything does.
    What has not left is tried again by the next sweep.
    """
    why, fault = None, wiring.fault
    try:
        if fault is None:
            _resume(wiring)
        else:
            why = f"stakeholders.toml is faulty, so this run does nothing: {fault}"
            _hold(wiring, fault)
    except (NotificationError, VorlaufError) as error:
        _LOG.warning("The coordinator could not be told of a standstill: %s", error)
    return why


def _hold(wiring: Wiring, fault: StakeholdersError) -> None:
    file = StakeholdersFile.at(wiring.settings)
    with writing(wiring.engine) as connection:
        found = _begin(wiring.call(connection, TIMETABLE), file, fault)
    if found.told_at is None and found.faulty_since is not None:
        since = found.faulty_since
        if wiring.now() - since >= GRACE:
            _tell_begin(wiring, fault.faults, since)


def _resume(wiring: Wiring) -> None:
    place = StakeholdersFile.at(wiring.settings).place
    with reading(wiring.engine) as connection:
        found = file_queries.noted(connection, place)
    if found is None or found.place != place or found.faulty_since is None:
        return
    with writing(wiring.engine) as connection:
        if not _end(wiring.call(connection, TIMETABLE), place):
            return
    since = found.faulty_since
    if found.told_at is None:
        return
    link = _page(wiring)
    try:
        _send(wiring, lambda *to: words.ended(*to, since=since, link=link))
    except BaseException:
        with writing(wiring.engine) as connection:
            audit_log.lock(connection)
            file_queries.note(connection, found)
        raise


def _begin(call: Call, file: StakeholdersFile, fault: StakeholdersError) -> NotedFile:
    audit_log.lock(call.connection)
    found = file_queries.noted(call.connection, file.place)
    assert found is not None  # noqa: S101 - a good text was kept
    if found.place == file.place and found.faulty_since is not None:
        return found
    begun = replace(
        found, place=file.place, faulty_since=call.now, told_at=None, noted_at=call.now
    )
    file_queries.note(call.connection, begun)
    _log(call, STANDSTILL, {"place": file.place, "faults": len(fault.faults)})
    return begun


def _end(call: Call, place: str) -> bool:
    audit_log.lock(call.connection)
    found = file_queries.noted(call.connection, place)
    if found is None or found.faulty_since is None:
        return False
    file_queries.note(call.connection, replace(found, faulty_since=None, told_at=None))
    since = found.faulty_since.isoformat()
    _log(call, STANDSTILL_END, {"place": place, "since": since})
    return True


def _log(call: Call, event: str, details: dict[str, object]) -> None:
    work = UnitOfWork(call)
    work.log(
        Entry(
            at=call.now,
            event=event,
            actor="stakeholders.toml",
            actor_key="(file)",
            capacity=Capacity.FLOW.value,
            details={**call.entry_point, **details},
        )
    )
    work.write()


def _tell_begin(wiring: Wiring, faults: tuple[FileFault, ...], since: datetime) -> None:
    place = StakeholdersFile.at(wiring.settings).place
    with writing(wiring.engine) as connection:
        if not file_queries.claim_telling(connection, place, wiring.now()):
            return
    link = _page(wiring)

    def written(reader: Reader, campaign: CampaignValues) -> Letter:
        lines = [_line(fault, reader.language) for fault in faults[:MOST_FAULTS]]
        return words.begun(reader, campaign, lines, since=since, link=link)

    try:
        _send(wiring, written)
    except BaseException:
        with writing(wiring.engine) as connection:
            file_queries.release_telling(connection, place)
        raise


def _line(fault: FileFault, language: str) -> str:
    said = msg(
        "line {line}, {where}: {what}; {cure}",
        line=str(fault.line),
        where=fault.where,
        what=fault.what,
        cure=fault.cure,
    )
    return translate(said, language)


def _send(wiring: Wiring, written: _Written) -> None:
    directory, now = wiring.directory, wiring.now()
    person = _reader(wiring)
    to = Reader(name=person.name, language=person.language)
    letter = written(to, campaign_of(directory.coordinator, directory))
    mailer = wiring.mailer
    content = composed(letter, person, directory, now, mailer.sender)
    mailer.send(Envelope(person.email, content))


def _reader(wiring: Wiring) -> Person:
    directory = wiring.directory
    day = directory.agency.office.day_of(wiring.now())
    with reading(wiring.engine) as connection:
        today = presence.on_day(connection, day)
    asked = directory.coordinator
    return today.reader(directory, asked) or asked


def _page(wiring: Wiring) -> str:
    return f"{wiring.settings.dashboard_url}/configuration"
