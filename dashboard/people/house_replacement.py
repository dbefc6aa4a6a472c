"""Another house, or another key of a house, on every post that is under way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.web.request import PageRequest
from vorlauf.db.call import Call
from vorlauf.db.engine import Connection
from vorlauf.editing import house_replacements as replacements
from vorlauf.editing.house_changes import HousesPreview
from vorlauf.editing.house_replacements import Replacement
from vorlauf.editing.new_posts import takes_part
from vorlauf.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    VorlaufError,
)
from vorlauf.posts import house_queries
from vorlauf.workflow.undo import UNDO_FOR

ADDRESS: Final = "/house-replacement"
UNDO: Final = f"{ADDRESS}/undo"
_REFUSALS: Final = (BadInputError, ConflictError, NotFoundError, RefusedError)


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """What comes of a replacement: of each post, or only which, if it is a renaming."""

    posts: Mapping[str, HousesPreview] = field(default_factory=dict)
    renamed: Sequence[str] = ()
    seen: str = ""


def page(request: PageRequest) -> Response:
    """Show the form; with two houses in the address, what comes of it."""
    return _show(request, request.query)


def make(request: PageRequest) -> Response:
    """Let the other house take part, or write the new key."""
    given, count = dict(request.form.fields), 0
    wish = _wish(request, given, seen=request.form.line("seen") or "-")
    try:
        with request.writing() as connection:
            call = request.call(connection)
            renames = replacements.is_renaming(wish, request.directory)
            act = replacements.rename_everywhere if renames else _replace
            count = len(act(call, wish))
    except _REFUSALS as error:
        return _show(request, given, error)
    said = request.words.ngettext(
        "%(count)s post has the other house now.",
        "%(count)s posts have the other house now.",
        count,
    ) % {"count": count}
    at, what = (UNDO, f"{wish.old} {wish.new}") if count else ("", "")
    return request.go("/houses", said=said, undo_at=at, undo_what=what)


def undo(request: PageRequest) -> Response:
    """Take the last replacement of these two houses back."""
    old, _, new = request.form.line("what").partition(" ")
    wish = Replacement(old=old, new=new, actor=request.person.key)
    try:
        with request.writing() as connection:
            taken = replacements.take_back(request.call(connection), wish)
    except _REFUSALS as error:
        return request.go("/houses", said=request.say(error), tone="warning")
    said = request.words.ngettext(
        "%(count)s post has its houses as before.",
        "%(count)s posts have their houses as before.",
        len(taken),
    )
    return request.go("/houses", said=said % {"count": len(taken)})


def _replace(call: Call, wish: Replacement) -> list[str]:
    return list(replacements.replace_everywhere(call, wish))


def _wish(
    request: PageRequest, given: Mapping[str, str], *, seen: str | None = None
) -> Replacement:
    return Replacement(
        old=given.get("old", ""),
        new=given.get("new", ""),
        actor=request.person.key,
        comment=given.get("comment", "").strip(),
        hold=UNDO_FOR,
        seen=seen or None,
    )


def _show(
    request: PageRequest, given: Mapping[str, str], error: VorlaufError | None = None
) -> Response:
    faults = [("", request.say(error))] if error else []
    wish, shown = _wish(request, given), None
    with request.reading() as connection:
        request.around(connection)
        known = house_queries.houses_of_open_posts(connection)
        if wish.old and wish.new:
            try:
                shown = _foreseen(request, connection, wish)
            except _REFUSALS as refusal:
                faults = faults or [("", request.say(refusal))]
    directory = request.directory
    return request.page(
        "house_replacement.html",
        status=status_again(error) if error else 200,
        faults=faults,
        olds=[
            (key, f"{_name(request, key)} ({count})") for key, count in known.items()
        ],
        news=[(k, one.name) for k, one in directory.houses.items() if takes_part(one)],
        wish=wish,
        shown=shown,
    )


def _foreseen(
    request: PageRequest, connection: Connection, wish: Replacement
) -> _Shown:
    call = request.call(connection)
    seen = replacements.signature(call, wish.old)
    if replacements.is_renaming(wish, request.directory):
        return _Shown(renamed=replacements.to_rename(call, wish), seen=seen)
    return _Shown(posts=replacements.preview(call, wish), seen=seen)


def _name(request: PageRequest, key: str) -> str:
    house = request.directory.houses.get(key)
    return house.name if house else key


PAGES: Final = {
    "house_replacement": page,
    "house_replacement.make": make,
    "house_replacement.undo": undo,
}
