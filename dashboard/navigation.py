"""Navigation: what stands around every page: the way on, who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.permissions import PAGES
from states.post import Role

if TYPE_CHECKING:
    from dashboard.errand import Errand


@dataclass(frozen=True)
class Stop:
    """A place in the navigation."""

    href: str
    label: str
    current: bool
    icon: str


@dataclass(frozen=True)
class Me:
    """Who is signed in, in words."""

    key: str
    name: str
    role: Role
    role_label: str
    house_name: str


# The places in order; which of them somebody has, the permissions say.
_STOPS: Final = (
    "today",
    "approvals",
    "board",
    "calendar",
    "register",
    "houses",
    "flows",
    "people",
)
# Others decide so seldom that Today leads them there.
_DECIDING: Final = frozenset({Role.APPROVER, Role.CONTACT})
# Whoever opens the list looks for what lies ahead; the rest is one click away.
_HREFS: Final = {"register": "/posts?state=open"}
_ENTRIES: Final = {entry.name: entry for entry in PAGES}


def frame(errand: "Errand") -> Mapping[str, object]:
    """Return what the layout of every page asks for."""
    directory, signed_in = errand.directory, errand.signed_in

    def house_name(key: str) -> str:
        house = directory.houses.get(key)
        return house.name if house else key

    def person_name(key: str) -> str:
        person = directory.people.get(key)
        return person.name if person else key

    return {
        "lang": errand.language,
        "theme": signed_in.theme if signed_in else "",
        "shortcuts": signed_in.shortcuts if signed_in else False,
        "ends_at": signed_in.ends_at if signed_in else None,
        "me": _me(errand) if signed_in else None,
        "nav": _stops(errand) if signed_in else (),
        "campaign": directory.campaign.name,
        "demo": errand.parts.is_demo,
        "now": errand.now,
        "pulse": "",
        "count": None,
        "problem": False,
        "here": _here(errand),
        "directory": directory,
        "directory_fault": _fault(errand),
        "house_name": house_name,
        "person_name": person_name,
        "say": errand.say,
    }


def _me(errand: "Errand") -> Me:
    person = errand.person
    return Me(
        key=person.key,
        name=person.name,
        role=person.role,
        role_label=errand.words.role_label(person.role),
        house_name=errand.directory.home_of(person).name,
    )


def _stops(errand: "Errand") -> tuple[Stop, ...]:
    gettext = errand.words.gettext
    labels = {
        "today": gettext("Today"),
        "approvals": gettext("To decide"),
        "board": gettext("Board"),
        "calendar": gettext("Calendar"),
        "register": gettext("Posts"),
        "houses": gettext("Houses"),
        "flows": gettext("Flows"),
        "people": gettext("People"),
    }
    here = errand.request.url.path
    return tuple(
        Stop(
            href=_HREFS.get(name, _ENTRIES[name].path),
            label=labels[name],
            current=_is_under(here, _ENTRIES[name].path),
            icon=name,
        )
        for name in _STOPS
        if _leads_to(errand.person.role, name)
    )


def _leads_to(role: Role, name: str) -> bool:
    may = role in (_ENTRIES[name].who or ())
    return may and (name != "approvals" or role in _DECIDING)


def _is_under(here: str, path: str) -> bool:
    return here == path or (path != "/" and here.startswith(f"{path}/"))


def _here(errand: "Errand") -> str:
    """Return the address of this page, to come back to it."""
    url = errand.request.url
    return f"{url.path}?{url.query}" if url.query else url.path


def _fault(errand: "Errand") -> str:
    """Return what is wrong with stakeholders.toml, for those who can put it right."""
    is_theirs = errand.is_signed_in and errand.person.role is Role.COORDINATOR
    return errand.say(errand.parts.directory_fault) if is_theirs else ""
