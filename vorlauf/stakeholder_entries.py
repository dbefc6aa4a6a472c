"""Entries of stakeholders.toml as they were read; what is missing or wrong is None."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from states.post import Role
from vorlauf.stakeholder_keys import (
    CAMPAIGN,
    HOUSE,
    PERSON,
    Report,
    dotted,
    read_table,
)
from vorlauf.stakeholders import HouseKind
from vorlauf.toml_lines import BROKEN

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_TABLES = ("campaign", "houses", "people")


@dataclass(kw_only=True)
class RulesEntry:
    """What a house may inherit, in working days where it is a number."""

    lead_times: Mapping[str, int] = field(default_factory=dict)
    reminders: tuple[int, ...] | None = None
    reminder_hour: time | None = None
    escalate_after: int | None = None
    corpus_christi: bool | None = None
    notify: tuple[str, ...] | None = None


@dataclass(kw_only=True)
class HouseEntry(RulesEntry):
    """One table [houses.KEY]."""

    name: str | None = None
    kind: HouseKind | None = None
    parent: str | None = None
    contact: str | None = None


@dataclass(kw_only=True)
class PersonEntry:
    """One table [people.KEY]."""

    name: str | None = None
    role: Role | None = None
    house: str | None = None
    email: str | None = None
    language: str = "de"
    deputy: str | None = None
    functional: bool = False


@dataclass(kw_only=True)
class CampaignEntry:
    """The table [campaign] without its defaults."""

    name: str | None = None
    land: str | None = None
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    office_hours: tuple[time, time] = (time(8), time(16))
    close_of_business: time | None = None
    closing_days: frozenset[date] = frozenset()
    channels: tuple[str, ...] = ()


