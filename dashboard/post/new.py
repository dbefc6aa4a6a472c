"""A new post: its content, its houses, its slot, and whether that can be met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.post.fields import (
    fields_by_subject,
    slot_of,
    text_fields,
    typed_channels,
    typed_texts,
    typed_values,
)
from dashboard.web.request import PageRequest
from states.deadlines import Feasibility
from states.post_fields import FIELDS
from vorlauf.directory.model import HouseKind
from vorlauf.editing import new_posts
from vorlauf.editing.feasibility import feasibility_of
from vorlauf.editing.new_posts import NewPost
from vorlauf.errors import BadInputError, NotFoundError, VorlaufError

Faults = Sequence[tuple[str, str]]
_FIELDS: Final = (*FIELDS, "day", "hour")
_AGENCIES: Final = frozenset({HouseKind.AGENCY, HouseKind.GRAPHICS})
_UNUSABLE: Final = 422
# A new post is offered this far ahead, if nothing else is asked for.
_AHEAD: Final = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class NewPostForm:
    """What the form of a new post holds."""

    values: Mapping[str, str]
    texts: Mapping[str, str]
    houses: frozenset[str]
    channels: frozenset[str]
    wants_assets: bool = True
    wants_graphics: bool = True


def page(request: PageRequest) -> Response:
    """Show the empty form, for a day or a house if they are asked for."""
    query = request.query
    local = request.now.astimezone(request.directory.campaign.zone) + _AHEAD
    day = query.get("day") or f"{local:%Y-%m-%d}"
    values = dict.fromkeys(FIELDS, "") | {
        "day": day,
        "hour": query.get("hour", "10:00"),
    }
    return _show(
        request,
        NewPostForm(
            values=values,
            texts={},
            houses=frozenset(request.queries("house")),
            channels=frozenset(request.directory.campaign.channels),
        ),
    )


def add(request: PageRequest) -> Response:
    """Add the post; or, if that was asked for, only say whether its slot can be met."""
    typed = _typed(request)
    if request.form.line("act") == "check":
        return _check(request, typed)
    try:
        new = _new(request, typed)
        with request.writing() as connection:
            (number,) = new_posts.add(request.call(connection), [new])
    except VorlaufError as error:
        return _refuse(request, typed, error)
    said = request.words.gettext("%(number)s is planned as a draft.") % {
        "number": number
    }
    return request.go(f"/posts/{number}", said=said)


def _check(request: PageRequest, typed: NewPostForm) -> Response:
    try:
        found = feasibility_of(request.directory, _new(request, typed), request.now)
    except VorlaufError as error:
        return _refuse(request, typed, error)
    return _show(request, typed, feasibility=found)


def _refuse(request: PageRequest, typed: NewPostForm, error: VorlaufError) -> Response:
    is_unknown = isinstance(error, NotFoundError)
    return _show(
        request,
        typed,
        faults=[(_where(error) if typed.houses else "houses", request.say(error))],
        status=_UNUSABLE if is_unknown else status_again(error),
    )


def _where(error: VorlaufError) -> str:
    sentence = str(error).lower()
    about = fields_by_subject() | {
        "slot": "day",
        "house": "houses",
        "a text for": "channels",
    }
    return next((field for word, field in about.items() if word in sentence), "")


def _typed(request: PageRequest) -> NewPostForm:
    form = request.form
    return NewPostForm(
        values=typed_values(request, _FIELDS),
        texts=typed_texts(request),
        channels=frozenset(typed_channels(request) or ()),
        houses=frozenset(form.many("house")),
        wants_assets=form.has("wants_assets"),
        wants_graphics=form.has("wants_graphics"),
    )


def _new(request: PageRequest, typed: NewPostForm) -> NewPost:
    values = typed.values
    if not typed.houses:
        raise BadInputError(
            request.words.gettext("No house is named; choose at least one.")
        )
    if lost := [
        name
        for name, text in typed.texts.items()
        if typed.channels and text.strip() and name not in typed.channels
    ]:
        raise BadInputError(
            request.words.gettext(
                "There is a text for %(channels)s, which is not chosen. Choose the "
                "channel, or take the text out."
            )
            % {"channels": ", ".join(map(request.words.channel_label, lost))}
        )
    return NewPost(
        author=request.person.key,
        houses=tuple(key for key in _houses(request) if key in typed.houses)
        or tuple(typed.houses),
        slot_at=slot_of(request, values["day"], values["hour"]),
        texts=typed.texts,
        channels=tuple(typed.channels),
        wants_assets=typed.wants_assets,
        wants_graphics=typed.wants_graphics,
        **{name: values[name] for name in FIELDS},
    )


def _houses(request: PageRequest) -> list[str]:
    houses = request.directory.houses.values()
    return [house.key for house in houses if house.kind not in _AGENCIES]


def _is_below(request: PageRequest, key: str) -> bool:
    return request.directory.houses[key].kind is HouseKind.SUB_ORGANISATION


def _show(
    request: PageRequest,
    typed: NewPostForm,
    *,
    faults: Faults = (),
    status: int = 200,
    feasibility: Feasibility | None = None,
) -> Response:
    return request.page(
        "post_new.html",
        status=status,
        typed=typed,
        fields=text_fields(
            request.directory, request.directory.campaign.channels, typed.texts
        ),
        houses=[key for key in _houses(request) if not _is_below(request, key)],
        below=[key for key in _houses(request) if _is_below(request, key)],
        faults=faults,
        feasibility=feasibility,
        has_graphics=request.directory.graphics is not None,
    )


PAGES: Final = {"post.new": page, "post.add": add}
