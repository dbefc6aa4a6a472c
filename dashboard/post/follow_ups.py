"""Follow-up notes of a post: written, put off, done; for coordinators alone."""

from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import given_day, status_again
from dashboard.post import page
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from vorlauf.editing import follow_ups
from vorlauf.editing.follow_ups import FollowedUp, NewFollowUp
from vorlauf.errors import VorlaufError
from vorlauf.workflow.manual_actions import Overseer, overseer


def write(request: PageRequest) -> Response:
    """Keep a note, and say on whose Today it stands from which day on."""
    try:
        day = given_day(request, request.form.line("follow_up_day"))
        with request.writing() as connection:
            request.post(connection)
            made = follow_ups.write(
                request.call(connection),
                NewFollowUp(
                    number=request.path["number"],
                    day=day,
                    words=request.form.line("follow_up"),
                    by=_by(request),
                ),
            )
    except VorlaufError as error:
        return _again(request, error)
    return _back(request, _waits(request, made))


def change(request: PageRequest) -> Response:
    """Put a note off to another day, or mark it as done if no day is given."""
    number = request.path["number"]
    wanted = request.form.line("day")
    try:
        key = request.key("key", "There is no such note for you to see.")
        day = given_day(request, wanted) if request.form.has("day") else None
        with request.writing() as connection:
            request.post(connection)
            call, by = request.call(connection), _by(request)
            if day is None:
                follow_ups.finish(call, number, key, by)
                said = request.words.gettext("The follow-up note is done.")
            else:
                made = follow_ups.put_off(call, number, key, day, by)
                said = _waits(request, made)
    except VorlaufError as error:
        return _again(request, error)
    return _back(request, said)


def _by(request: PageRequest) -> Overseer:
    return overseer(request.directory, request.person.key, door=request.door)


def _waits(request: PageRequest, made: FollowedUp) -> str:
    words = request.words
    return words.gettext("From %(day)s on the note stands on Today of %(name)s.") % {
        "day": words.day(made.note.day),
        "name": made.owner.name,
    }


def _back(request: PageRequest, said: str) -> Response:
    here = f"/posts/{request.path['number']}#follow-ups"
    return request.go(here_or(request.form.line("next"), here), said=said)


def _again(request: PageRequest, error: VorlaufError) -> Response:
    """Show the post with what was typed. Raises the error for what is not theirs."""
    with request.reading() as connection:
        request.post(connection)
    return page.show(
        request,
        status=status_again(error),
        faults=[("follow_up", request.say(error))],
        typed=dict(request.form.fields),
    )


PAGES: Final = {"post.follow_up": write, "post.change_follow_up": change}
