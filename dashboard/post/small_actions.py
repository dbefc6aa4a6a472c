"""Small actions on the page of a post: comment, remind, record a permalink."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.conflicts import unchanged_post
from dashboard.components.form_errors import status_again
from dashboard.post import comments, page, versions
from dashboard.post.move_form import PERMALINK, permalinks_of
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing import comment_by_account
from vorlauf.errors import BadInputError, RefusedError, VorlaufError
from vorlauf.mail.queue import manual_reminders
from vorlauf.mail.queue.manual_reminders import Reminded
from vorlauf.posts.comment_queries import comments_of
from vorlauf.posts.listing import permalinks
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.permalinks import record_proof

# A second click on the same button comes within this time.
_A_DOUBLE: Final = timedelta(minutes=1)


def comment(request: PageRequest) -> Response:
    """Keep a comment on the version that was looked at; say who hears nothing of it."""
    number, text = request.path["number"], request.form.text("text")
    version, internal = request.form.number("version"), request.form.has("internal")
    untold: list[str] = []
    try:
        with request.writing() as connection:
            post = request.post(connection)
            if not _is_said_already(request, connection, post.id, text):
                comment_by_account.say(
                    request.call(connection),
                    comment_by_account.Remark(
                        number,
                        request.person.key,
                        text,
                        internal=internal,
                        version=version,
                    ),
                )
            untold += comments.untold(
                request, connection, post, text, internal=internal
            )
    except VorlaufError as error:
        if _is_of_version(request):
            return _version_again(request, error)
        return _again(request, error, "text")
    said = [request.words.gettext("Your comment is kept."), *untold]
    page = f"/posts/{number}"
    if _is_of_version(request):
        page += f"/versions/{version}"
    tone = "warning" if untold else "success"
    return request.go(f"{page}#comments", said=" ".join(said), tone=tone)


def _is_of_version(request: PageRequest) -> bool:
    """Say whether it comes from the page of a version."""
    return request.form.line("at") == "version"


def _version_again(request: PageRequest, error: VorlaufError) -> Response:
    """Show the version with what was typed. Raises the error for what is not theirs."""
    return versions.show(
        request,
        request.form.line("version"),
        status=status_again(error),
        faults=[("text", request.say(error))],
        typed=dict(request.form.fields),
    )


def remind(request: PageRequest) -> Response:
    """Owe one more reminder, of one house if it is named."""
    number = request.path["number"]
    house, hour = _reminded_of(request)
    back = here_or(request.form.line("next"), f"/posts/{number}")
    try:
        with request.writing() as connection:
            request.post(connection)
            made = manual_reminders.remind(
                UnitOfWork(request.call(connection)),
                number,
                overseer(request.directory, request.person.key, door=request.door),
                house=house or None,
                at=_hour(request, hour),
            )
    except VorlaufError as error:
        if not isinstance(error, RefusedError) or back == f"/posts/{number}":
            return _again(request, error)
        # Whoever clicked in a list wants the answer there, not on another page.
        return request.go(back, said=request.say(error), tone="warning")
    return request.go(back, said=" ".join(_told(request, made)))


def _reminded_of(request: PageRequest) -> tuple[str, str]:
    """Return the house and the hour; the button of a list sends both in one."""
    house, _, hour = request.form.line("remind").partition(" ")
    return house or request.form.line("house"), hour or request.form.line("at")


def _hour(request: PageRequest, given: str) -> datetime | None:
    """Return when the reminder is to go out, None for now."""
    if not given:
        return None
    sentence = request.words.gettext("Name the hour as in 2026-11-23T14:00+01:00.")
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise BadInputError(sentence) from error
    if at.utcoffset() is None:
        raise BadInputError(sentence)
    return at.astimezone(UTC)


def prove(request: PageRequest) -> Response:
    """Record where the post can be seen, channel by channel."""
    number, channel = request.path["number"], ""
    try:
        with request.writing() as connection:
            known = permalinks(connection, request.post(connection).id)
            if permalinks_of(request).items() <= known.items():
                return _proven(request)  # a second click
            unchanged_post(request, connection)
            for channel, permalink in permalinks_of(request).items():
                record_proof(
                    request.call(connection),
                    number=number,
                    channel=channel,
                    permalink=permalink,
                    actor=request.person.key,
                    early=request.form.text("early"),
                )
    except VorlaufError as error:
        return _again(request, error, f"{PERMALINK}{channel}" if channel else "")
    return _proven(request)


def _proven(request: PageRequest) -> Response:
    said = request.words.gettext("The permalinks are recorded.")
    return request.go(f"/posts/{request.path['number']}#proofs", said=said)


def _again(request: PageRequest, error: VorlaufError, where: str = "") -> Response:
    """Show the post with what was typed. Raises the error for what is not theirs."""
    with request.reading() as connection:
        request.post(connection)
    typed = dict(request.form.fields)
    if any(name.startswith(PERMALINK) for name in typed):
        typed["proofs"] = "open"
    return page.show(
        request,
        status=status_again(error),
        faults=[(where, request.say(error))],
        typed=typed,
    )


def _is_said_already(
    request: PageRequest, connection: Connection, post_id: int, text: str
) -> bool:
    """Say whether the same person has just said the same: a second click."""
    return any(
        one.author_key == request.person.key
        and one.text == text.strip()
        and request.now - one.said_at < _A_DOUBLE
        for one in comments_of(connection, post_id)[-3:]
    )


def _told(request: PageRequest, made: Sequence[Reminded]) -> Iterator[str]:
    words = request.words
    for one in made:
        if one.refusal is not None:
            yield request.say(one.refusal)
        elif one.due_at is not None:
            yield words.gettext("%(name)s gets a mail on %(when)s.") % {
                "name": one.name,
                "when": words.moment(one.due_at),
            }


PAGES: Final = {"post.comment": comment, "post.remind": remind, "post.proof": prove}
