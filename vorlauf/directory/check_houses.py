"""Checks of houses: kinds, parents and lead times, taken together."""

from collections.abc import Mapping

from states.messages import Message, Quoted, phrase
from vorlauf.directory.check_hours import check_hours
from vorlauf.directory.entries import DEFAULTS_PATH, Entries
from vorlauf.directory.model import SHARING, HouseKind
from vorlauf.directory.schema import Report
from vorlauf.directory.toml_lines import Path
from vorlauf.directory.values import no_house

# Every Land has 248 working days a year or more; a few are left for closing days.
# What takes longer than a year can never be met by a plan of one.
MOST_WORKING_DAYS = 240

_ONLY_ONE = (HouseKind.CHANCELLERY, HouseKind.AGENCY, HouseKind.GRAPHICS)
_NEEDED = (HouseKind.CHANCELLERY, HouseKind.AGENCY)
_QUARTERS = 4
_WITHOUT_POSTS = (HouseKind.AGENCY, HouseKind.GRAPHICS)


def check_houses(entries: Entries, report: Report) -> None:
    """Report what does not fit together among the campaign and its houses."""
    check_hours(entries, report)
    _check_lead_times(entries, report)
    _check_kinds(entries, report)
    _check_parents(entries, report)
    _check_shares(entries, report)
    _check_parts(entries, report)


def _check_lead_times(entries: Entries, report: Report) -> None:
    """Report each table of lead times that makes a plan longer than a year."""
    _check_sum(DEFAULTS_PATH, entries.defaults.lead_times, report)
    for key, house in entries.houses.items():
        if house.lead_times:
            _check_sum(("houses", key), entries.lead_times(key), report)


def _check_sum(path: Path, lead_times: Mapping[str, int], report: Report) -> None:
    total = sum(lead_times.values())
    if total > MOST_WORKING_DAYS:
        what = phrase(
            "fault",
            "add up to {days} working days, longer than can ever be met in a year",
            days=total,
        )
        cure = phrase(
            "cure",
            "write lead times that add up to at most {days}",
            days=MOST_WORKING_DAYS,
        )
        report((*path, "lead_times"), what, cure)


def _check_kinds(entries: Entries, report: Report) -> None:
    for kind in _ONLY_ONE:
        keys = [key for key, house in entries.houses.items() if house.kind is kind]
        if not keys:
            _check_needed(kind, entries, report)
        for key in keys[1:]:
            what = phrase(
                "fault",
                "is {kind}, but {house} is that already",
                kind=Quoted(kind.value),
                house=keys[0],
            )
            cure = phrase("cure", "write another kind for one of them")
            report(("houses", key, "kind"), what, cure)


def _check_needed(kind: HouseKind, entries: Entries, report: Report) -> None:
    is_unclear = any(house.kind is None for house in entries.houses.values())
    if kind in _NEEDED and not is_unclear:
        what = phrase("fault", "have no {kind} among them", kind=kind)
        cure = phrase("cure", 'write kind = "{kind}" for exactly one house', kind=kind)
        report(("houses",), what, cure)


def _check_parents(entries: Entries, report: Report) -> None:
    parents: dict[str, str] = {}
    for key, house in entries.houses.items():
        path = ("houses", key, "parent")
        if house.parent is not None:
            parents[key] = house.parent
            if house.parent not in entries.houses:
                what = no_house(house.parent, entries.houses)
                report(path, what, phrase("cure", "write the key of another house"))
        elif house.kind is HouseKind.SUB_ORGANISATION:
            what = phrase(
                "fault", "is missing, but a sub_organisation belongs to a house"
            )
            report(path, what, phrase("cure", 'write it, as parent = "smi"'))
    for cycle in cycles(parents):
        cure = phrase("cure", "take the parent of the highest of them out")
        report(("houses", cycle[0], "parent"), circle(cycle), cure)


def _check_shares(entries: Entries, report: Report) -> None:
    for key, house in entries.houses.items():
        if house.share and house.kind in _WITHOUT_POSTS:
            what = phrase(
                "fault",
                "is {share}, but no post is about an agency",
                share=house.share,
            )
            report(("houses", key, "share"), what, phrase("cure", "take the line out"))
    sharing = [house for house in entries.houses.values() if house.kind in SHARING]
    has_share = any(house.share for house in entries.houses.values())
    if sharing and not has_share and all(house.share == 0 for house in sharing):
        what = phrase("fault", "have no share of the posts among them")
        cure = phrase("cure", "write share = 1 for at least one house")
        report(("houses",), what, cure)


def _check_parts(entries: Entries, report: Report) -> None:
    """Report shares that are not as many as there are quarters or channels."""
    campaign = entries.campaign
    for name, parts, wanted in (
        ("quarter_shares", campaign.quarter_shares, _QUARTERS),
        ("channel_shares", campaign.channel_shares, len(campaign.channels)),
    ):
        if parts and wanted and len(parts) != wanted:
            what = phrase(
                "fault",
                "has {count} numbers, not {wanted}",
                count=len(parts),
                wanted=wanted,
            )
            cure = phrase("cure", "write {wanted} numbers, in order", wanted=wanted)
            report(("campaign", name), what, cure)


def cycles(following: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return every cycle once, in the order of the keys; one key alone may be one."""
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in following:
        way: dict[str, None] = {}
        here = start
        while here in following and here not in seen and here not in way:
            way[here] = None
            here = following[here]
        if here in way:
            found.append(_from(here, tuple(way)))
        seen.update(way)
    return found


def circle(keys: tuple[str, ...]) -> Message:
    """Say that these go round in a circle, with the first key at both ends."""
    way = " → ".join([*keys, keys[0]])
    return phrase("fault", "goes round in a circle, {way}", way=way)


def _from(key: str, way: tuple[str, ...]) -> tuple[str, ...]:
    return way[way.index(key) :]
