"""Keys of stakeholders.toml: which there are at each level, and how they are read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeAlias

from states.deadlines import LeadTimes
from states.inquiries import InquiryKind
from states.messages import Message, Several, phrase
from states.post import Role
from vorlauf.channels.limits import COUNTED
from vorlauf.directory import link_parameters, list_values, targets, values
from vorlauf.directory.model import HouseKind
from vorlauf.directory.toml_lines import BROKEN, Path
from vorlauf.spelling import did_you_mean, nearest

# Where (a path of keys), what is wrong, what to write instead.
Report: TypeAlias = Callable[[Path, Message, Message], None]


class Language(StrEnum):
    """The languages that mails are written in."""

    GERMAN = "de"
    ENGLISH = "en"


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key that a table may have.

    `reader` reads its value; a tuple of keys instead makes it a table of those, or,
    where there `are_many`, a list of such tables.
    `example` is the line to write; a key that `must_be_there` is missed without it.
    """

    name: str
    reader: "values.Reader | tuple[Key, ...]"
    example: str
    must_be_there: bool = False
    are_many: bool = False

    @property
    def obligatory(self) -> "Key":
        """The same key where it may not be missing."""
        return replace(self, must_be_there=True)


def _key(name: str, reader: values.Reader | tuple[Key, ...], example: str) -> Key:
    return Key(name=name, reader=reader, example=f"{name} = {example}")


# A single lead time may be half a year; that they fit into a year together is
# checked where they are added up.
_LEAD_TIME = values.days(0, 120, phrase("fault", "longer than can ever be met"))
_ESCALATION = values.days(1, 60, phrase("fault", "too late to help anybody"))
_SPACING = values.days(0, 60, phrase("fault", "more than any plan can keep"))
_MONTHS = values.number_of(1, 360)
# Kinds of data that can be limited, in months.
KEPT = ("mails", "inbox", "pictures", "sessions", "logs")
LEAD_TIMES = tuple(_key(field.name, _LEAD_TIME, "5") for field in fields(LeadTimes))
_LEAD_TIMES_EXAMPLE = (
    "{ draft = 3, assets = 5, graphics = 5, review = 5, approval = 3 }"
)

RULES = (
    _key("lead_times", LEAD_TIMES, _LEAD_TIMES_EXAMPLE),
    _key("reminders", list_values.offsets, "[-3, -1, 0, 2]"),
    _key("reminder_hour", values.hour, '"09:00"'),
    _key("escalate_after", _ESCALATION, "2"),
    _key("corpus_christi", values.flag, "false"),
    _key("notify", list_values.urls, "[]"),
    _key("code", values.flag, "false"),
    _key("editorial_corrections", values.flag, "true"),
    _key("steps_per_week", values.number_of(1, 1000), "3"),
)

DEFAULTS = (
    _key(
        "lead_times", tuple(key.obligatory for key in LEAD_TIMES), _LEAD_TIMES_EXAMPLE
    ).obligatory,
    *(key.obligatory for key in RULES[1:4]),
    *RULES[4:],
)

# Land, hours and free days, of all or of one house.
LAND = _key("land", values.land, '"SN"')
OFFICE = (
    _key("office_hours", values.hours, '"08:00-16:00"'),
    _key("close_of_business", values.hour, '"16:00"'),
    _key("closing_days", list_values.closing_days, "[2023-12-24]"),
    _key("half_days", list_values.half_days, '["12-24 12:00", "12-31 12:00"]'),
)

BLACKOUT = (
    _key("first", list_values.day, "2024-08-03").obligatory,
    _key("last", list_values.day, "2024-09-01").obligatory,
    _key("reason", values.reason, '"Landtagswahl"').obligatory,
)

CAMPAIGN = (
    _key("name", values.text, '"Mach was Wichtiges"').obligatory,
    LAND.obligatory,
    _key("time_zone", values.zone, '"Europe/Berlin"'),
    *OFFICE,
    _key("channels", list_values.channels, '["linkedin", "instagram"]').obligatory,
    _key("posts_per_day", values.number_of(1, 20), "2"),
    _key("posts_per_week", values.number_of(1, 100), "6"),
    _key("house_spacing", _SPACING, "1"),
    _key("reserve_days", values.number_of(1, 20), "2"),
    _key("quarter_shares", list_values.shares, "[1, 1, 1, 1]"),
    _key("channel_shares", list_values.shares, "[2, 1]"),
    _key("staff_council_agreed", values.flag, "true"),
    _key("public_body", values.flag, "true"),
    *(_key(f"keep_{kind}", _MONTHS, "24") for kind in KEPT),
    Key(
        name="blackouts",
        reader=BLACKOUT,
        example="[[campaign.blackouts]]",
        are_many=True,
    ),
    Key(name="defaults", reader=DEFAULTS, example="[campaign.defaults]").obligatory,
)

HOUSE = (
    _key("name", values.text, '"Sächsische Staatskanzlei"').obligatory,
    _key("kind", values.word_of(HouseKind), '"ministry"').obligatory,
    _key("parent", values.key, '"smi"'),
    _key("contact", values.key, '"mueller"'),
    _key("share", values.share, "1"),
    _key("was", list_values.former_keys, '["smr"]'),
    LAND,
    *OFFICE,
    *RULES,
)

PERSON = (
    _key("name", values.text, '"Anna Müller"').obligatory,
    _key("role", values.word_of(Role), '"contact"').obligatory,
    _key("house", values.key, '"smi"').obligatory,
    _key("email", values.email, '"anna.mueller@example.org"').obligatory,
    _key("phone", values.phone, '"+49 30 23125 100"'),
    _key("language", values.word_of(Language), '"de"'),
    _key("deputy", values.key, '"schulz"'),
    _key("functional", values.flag, "false"),
    _key("was", list_values.former_keys, '["mueller"]'),
)


CHANNEL = (
    # Without it the channel is published by hand.
    _key("publish", values.word_of(targets.PublishingWay), '"mastodon"'),
    _key("address", targets.target, '"https://social.example.org"'),
    _key("private_address", values.flag, "true"),
    _key("language", targets.language, '"de"'),
    _key("integration", targets.word, '"cm4ean69r0003w8w1cdomox9n"'),
    _key("network", targets.word, '"linkedin-page"'),
    Key(
        name="limits",
        reader=tuple(
            _key(name, values.number_of(0, 100_000), "5000") for name in COUNTED
        ),
        example="limits = { characters = 5000 }",
    ),
    _key("link_parameters", link_parameters.read, '{ utm_source = "{channel}" }'),
)


_PERIOD = values.days(1, 366, phrase("fault", "longer than a year"))
_EXTENSION = values.days(0, 366, phrase("fault", "longer than a year"))
INQUIRY_CLOCK = (
    _key("days", _PERIOD, "28"),
    _key("extension_days", _EXTENSION, "14"),
    _key("most_questions", values.number_of(1, 100), "5"),
    _key("source", values.text, '"§ 56 GO"'),
)
INQUIRIES = tuple(
    Key(name=kind.value, reader=INQUIRY_CLOCK, example=f"[inquiries.{kind.value}]")
    for kind in InquiryKind
)

TABLES = (
    Key(name="campaign", reader=values.as_it_is, example="[campaign]").obligatory,
    Key(name="houses", reader=values.as_it_is, example="[houses.sk]").obligatory,
    Key(name="people", reader=values.as_it_is, example="[people.mueller]").obligatory,
    Key(name="channels", reader=values.as_it_is, example="[channels.mastodon]"),
    Key(name="inquiries", reader=INQUIRIES, example="[inquiries.minor]"),
)


def read_table(
    table: object, keys: tuple[Key, ...], path: Path, report: Report
) -> dict[str, Any]:
    """Return what could be read of a table, by key; report everything else.

    A value that was no TOML was reported before and is passed over.
    """
    if table is BROKEN:
        return {}
    if not isinstance(table, dict):
        cure = phrase("cure", "write [{table}] and its keys below", table=dotted(path))
        report(path, _no_table(table), cure)
        return {}
    unknown = [name for name in table if name not in {key.name for key in keys}]
    for name in unknown:
        _report_unknown((*path, name), keys, report)
    _report_missing(table, unknown, keys, path, report)
    found = {
        key.name: _read(table[key.name], key, path, report)
        for key in keys
        if key.name in table
    }
    return {name: value for name, value in found.items() if value is not None}


def dotted(path: Path) -> str:
    """Write a path as TOML does, for a message; never a URL, which may be secret."""
    return ".".join("(a URL)" if "://" in key else key for key in path)


def _read(value: object, key: Key, path: Path, report: Report) -> object:
    """Return the value, or None once what is wrong with it is reported."""
    where = (*path, key.name)
    if value is BROKEN:
        return None
    if isinstance(key.reader, tuple):
        read = _read_tables if key.are_many else read_table
        return read(value, key.reader, where, report)
    try:
        return key.reader(value)
    except values.MisfitError as misfit:
        for what, cure in misfit.remarks:
            report(where, what, cure)
        return None


def _read_tables(
    value: object, keys: tuple[Key, ...], path: Path, report: Report
) -> list[dict[str, Any]]:
    """Return what could be read of each table; one of which nothing could is empty."""
    cure = phrase(
        "cure",
        "write [[{table}]] and its keys below, once for each",
        table=dotted(path),
    )
    if not isinstance(value, list):
        what = phrase(
            "fault", "is {value}, must be a list of tables", value=values.kind_of(value)
        )
        report(path, what, cure)
        return []
    found = []
    for number, table in enumerate(value, start=1):
        is_table = isinstance(table, dict)
        if not is_table:
            report((*path, str(number)), _no_table(table), cure)
        element = table if is_table else BROKEN
        found.append(read_table(element, keys, (*path, str(number)), report))
    return found


def _no_table(value: object) -> Message:
    return phrase("fault", "is {value}, must be a table", value=values.kind_of(value))


def _report_unknown(path: Path, keys: Iterable[Key], report: Report) -> None:
    names = [key.name for key in keys]
    hint = did_you_mean(path[-1], names)
    what = phrase("fault", "is not a key of this table{hint}", hint=hint)
    cure = phrase(
        "cure",
        "write one of {names}, or take the line out",
        names=Several(tuple(names)),
    )
    report(path, what, cure)


def _report_missing(
    table: dict[str, object],
    unknown: list[str],
    keys: tuple[Key, ...],
    path: Path,
    report: Report,
) -> None:
    """Report what must be there and is not, unless it is only spelt wrongly."""
    names = [key.name for key in keys]
    misspelt = {nearest(name, names) for name in unknown}
    for key in keys:
        if key.must_be_there and key.name not in table and key.name not in misspelt:
            cure = phrase("cure", "write {line}", line=key.example)
            report((*path, key.name), phrase("fault", "is missing"), cure)
