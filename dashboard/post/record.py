"""Recording what somebody decided by phone or in a meeting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import FIRST_TIME, ShownAgain, conflict, seen_in
from dashboard.components.form_errors import status_again
from dashboard.post.fields import instant_of
from dashboard.post.undo import undo_of
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from states.post import DecisionWay, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import BadInputError, VorlaufError
from vorlauf.workflow.action import Decision, Recording
from vorlauf.workflow.decisions import decide
from vorlauf.workflow.recorded_decisions import Decider, deciders
from vorlauf.workflow.undo import UNDO_FOR

Faults = Sequence[tuple[str, str]]


def page(request: PageRequest) -> Response:
    """Show the form: who decided what, when, and how it was told."""
    return _show(request)


def make(request: PageRequest) -> Response:
    """Record the decision; the person gets a mail by which they can object."""
    with request.reading() as connection:
        post = request.post(connection)
    try:
        decision = _decision(request, post)
        with request.writing() as connection:
            moved = decide(request.call(connection), decision)
            undo = undo_of(request, connection)
    except VorlaufError as error:
        return _again(request, error)
    words = request.words
    said = words.gettext(
        "%(what)s by %(name)s is recorded: %(number)s is in “%(state)s”. "
        "%(name)s gets a mail and can object."
    ) % {
        "what": words.event_label(moved.trigger),
        "name": request.directory.person(decision.actor).name,
        "number": moved.number,
        "state": words.state_label(moved.dest),
    }
    if undo is None:
        return request.go(_back(request), said=said)
    return request.go(
        _back(request),
        said=said,
        undo_number=undo.number,
        undo_until=undo.until,
        undo_seen=undo.seen,
    )


def _decision(request: PageRequest, post: PostSnapshot) -> Decision:
    form, gettext = request.form, request.words.gettext
    person, _, rest = form.line("who").partition("/")
    house, _, what = rest.partition("/")
    known = [trigger for trigger in Trigger if trigger == what]
    if not person or not known:
        raise BadInputError(gettext("Choose who decided what."))
    way = form.line("way")
    return Decision(
        number=post.number,
        trigger=known[0],
        actor=person,
        house=house or None,
        comment=form.text("comment"),
        seen_version=form.number("version"),
        seen_row_version=seen_in(request),
        hold=UNDO_FOR,
        recording=Recording(
            by=request.person,
            way=DecisionWay.MEETING if way == "meeting" else DecisionWay.PHONE,
            said_at=_said_at(request),
        ),
    )


def _said_at(request: PageRequest) -> datetime:
    form = request.form
    return instant_of(
        request,
        form.line("day"),
        form.line("hour"),
        request.words.gettext("Name the day and the hour of the decision."),
    )


def _again(request: PageRequest, error: VorlaufError) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
        found = conflict(request, connection, post)
    again = ShownAgain([("", request.say(error))], status_again(error), found)
    return _show(request, again)


def _show(request: PageRequest, again: ShownAgain = FIRST_TIME) -> Response:
    with request.reading() as connection:
        post = request.post(connection)
    local = request.now.astimezone(request.directory.campaign.zone)
    form = request.form
    return request.page(
        "post_record.html",
        status=again.status,
        post=post,
        choices=_choices(request, deciders(post, request.directory, request.part)),
        ways=[(way.value, request.words.way_label(way)) for way in DecisionWay],
        who=form.line("who"),
        day=form.line("day") or f"{local:%Y-%m-%d}",
        hour=form.line("hour") or f"{local:%H:%M}",
        way=form.line("way") or DecisionWay.PHONE.value,
        comment=form.text("comment"),
        faults=again.faults,
        conflict=again.conflict,
        next=_next(request),
    )


def _choices(
    request: PageRequest, found: Sequence[Decider]
) -> list[tuple[str, str, str]]:
    words = request.words
    choices = []
    for one in found:
        house = request.directory.houses.get(one.step.house)
        hint = house.name if house else one.step.house
        if one.principal:
            for_whom = words.gettext("on behalf of %(name)s")
            hint = f"{hint}, {for_whom % {'name': one.principal.name}}"
        for trigger in one.triggers:
            value = f"{one.person.key}/{one.step.house}/{trigger.value}"
            label = f"{one.person.name}: {words.event_label(trigger)}"
            choices.append((value, label, hint))
    return choices


def _next(request: PageRequest) -> str:
    wanted = request.form.line("next") or request.query.get("next", "")
    return here_or(wanted, "")


def _back(request: PageRequest) -> str:
    return _next(request) or f"/posts/{request.path['number']}"


PAGES: Final = {"post.record": page, "post.make_record": make}
