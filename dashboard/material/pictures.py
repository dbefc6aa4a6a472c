"""Pictures of a post: delivering one, and completing the description of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import (
    FIRST_TIME,
    ShownAgain,
    shown_again,
    unchanged_post,
)
from dashboard.components.file_intake import ReceivedFile, keep_picture
from dashboard.components.post_actions import supplied_houses
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.material import pictures
from vorlauf.material.files.resumable_uploads import plain_name
from vorlauf.material.pictures import Delivery
from vorlauf.readmodels.post import PictureRow, pictures_of

_FIELDS: Final = ("house", "alt_text", "credit", "consent", "name", "sha256")


@dataclass(frozen=True, kw_only=True)
class HeldFile:
    """A file that the form holds already: its name and its SHA-256."""

    name: str
    sha256: str


def page(request: PageRequest) -> Response:
    """Show the form for a picture; for one that is in, what it lacks can be added."""
    with request.reading() as connection:
        post = request.post(connection)
        pictures = pictures_of(connection, post.id)
    wish = request.query.get("picture", "")
    known = next((one for one in pictures if str(one.id) == wish), None)
    return _show(request, post, _values(request, post, known))


def deliver(request: PageRequest) -> Response:
    """Record a picture."""
    number = request.path["number"]
    with request.reading() as connection:
        post = request.post(connection)
    typed = {name: request.form.text(name) for name in _FIELDS}
    try:
        typed |= _chosen(request, post)
        delivery = _delivery(request, number, typed)
        with request.writing() as connection:
            if not _is_recorded(connection, post, typed):  # else: a second click
                unchanged_post(request, connection)
                pictures.deliver(request.call(connection), delivery)
    except VorlaufError as error:
        return _again(request, typed, error)
    said = request.words.gettext("%(name)s is recorded.") % {"name": typed["name"]}
    missing = not (typed["alt_text"].strip() and typed["consent"].strip())
    if missing:
        gettext = request.words.gettext
        said = gettext(
            "%(name)s is recorded, but alt text or consent is still missing."
        ) % {"name": typed["name"]}
    tone = "warning" if missing else "success"
    return request.go(f"/posts/{number}#pictures", said=said, tone=tone)


def _is_recorded(
    connection: Connection, post: PostSnapshot, typed: Mapping[str, str]
) -> bool:
    """Say whether exactly this picture is recorded already."""
    return any(
        all(getattr(one, name) == said.strip() for name, said in typed.items())
        for one in pictures_of(connection, post.id)
    )


def _again(
    request: PageRequest, typed: Mapping[str, str], error: VorlaufError
) -> Response:
    """Show the form with what was typed, for the post as it is by now."""
    again = shown_again(request, error, _where(typed))
    with request.reading() as connection:
        post = request.post(connection)
    return _show(request, post, typed, again)


def _chosen(request: PageRequest, post: PostSnapshot) -> dict[str, str]:
    """Keep the file that came with the form, if one was chosen.

    Raises the refusals of the intake.
    """
    files = request.form.uploads("file")
    if not files:
        return {}
    arrived = ReceivedFile(name=files[0].name, path=files[0].path)
    kept = keep_picture(request, post, arrived)
    return {"name": plain_name(arrived.name), "sha256": kept.sha256}


def _delivery(request: PageRequest, number: str, typed: Mapping[str, str]) -> Delivery:
    if not typed["sha256"]:
        raise BadInputError(request.words.gettext("Choose the file of the picture."))
    return Delivery(
        number=number,
        house=typed["house"],
        actor=request.person.key,
        name=typed["name"],
        sha256=typed["sha256"],
        alt_text=typed["alt_text"],
        consent=typed["consent"],
        credit=typed["credit"],
    )


def _where(typed: Mapping[str, str]) -> str:
    return "" if typed["sha256"] else "file"


def _values(
    request: PageRequest, post: PostSnapshot, known: PictureRow | None
) -> Mapping[str, str]:
    if known is None:
        houses = supplied_houses(request, post)
        return dict.fromkeys(_FIELDS, "") | {"house": houses[0] if houses else ""}
    return {name: getattr(known, name) for name in _FIELDS}


def _show(
    request: PageRequest,
    post: PostSnapshot,
    values: Mapping[str, str],
    again: ShownAgain = FIRST_TIME,
) -> Response:
    houses = supplied_houses(request, post)
    held = HeldFile(name=values["name"], sha256=values["sha256"])
    return request.page(
        "post_picture.html",
        status=again.status,
        post=post,
        values=values,
        held=held if held.sha256 else None,
        houses=houses,
        faults=again.faults,
        conflict=again.conflict,
    )


PAGES: Final = {"post.picture": page, "post.deliver": deliver}
