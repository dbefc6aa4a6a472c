"""Small acts on a post's own page: comment, remind, record where it can be seen."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import status_again
from dashboard.post import comments, page, versions
from dashboard.post.move_form import PERMALINK, permalinks_of
from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.editing import remarks
from vorlauf.errors import VorlaufError
from vorlauf.mail.queue import manual_reminders
from vorlauf.mail.queue.manual_reminders import Reminded
from vorlauf.posts.comment_queries import comments_of
from vorlauf.workflow.manual_actions import overseer
from vorlauf.workflow.permalinks import record_proof

# A second click on the same button comes within this time.
_A_DOUBLE: Final = timedelta(minutes=1)


def comment(errand: PageRequest) -> Response:
    """Keep a comment on the version that was looked at; say who hears nothing of it."""
    number, text = errand.path["number"], errand.form.text("text")
    version, internal = errand.form.number("version"), errand.form.has("internal")
    untold: list[str] = []
    try:
        with errand.writing() as connection:
            post = errand.post(connection)
            if not _is_said_already(errand, connection, post.id, text):
                remarks.say(
                    connection,
                    errand.directory,
                    number,
                    errand.person.key,
                    text,
                    errand.now,
                    internal=internal,
                    version=version,
                    door=errand.door,
                )
            untold += comments.untold(errand, connection, post, text, internal=internal)
    except VorlaufError as error:
        if _is_of_version(errand):
            return _version_again(errand, error)
        return _again(errand, error, "text")
    said = [errand.words.gettext("Your comment is kept."), *untold]
    page = f"/posts/{number}"
    if _is_of_version(errand):
        page += f"/versions/{version}"
    tone = "warning" if untold else "success"
    return errand.go(f"{page}#comments", said=" ".join(said), tone=tone)


def _is_of_version(errand: PageRequest) -> bool:
    """Say whether it comes from the page of a version."""
    return errand.form.line("at") == "version"


def _version_again(errand: PageRequest, error: VorlaufError) -> Response:
    """Show the version with what was typed. Raises the error for what is not theirs."""
    return versions.show(
        errand,
        errand.form.line("version"),
        status=status_again(error),
        faults=[("text", errand.say(error))],
        typed=dict(errand.form.fields),
    )


def remind(errand: PageRequest) -> Response:
    """Owe one more reminder, of one house if it is named."""
    number, house = errand.path["number"], errand.form.line("house")
    try:
        with errand.writing() as connection:
            errand.post(connection)
            made = manual_reminders.remind(
                UnitOfWork(connection, errand.now),
                errand.directory,
                number,
                overseer(errand.directory, errand.person.key, door=errand.door),
                house=house or None,
            )
    except VorlaufError as error:
        return _again(errand, error)
    said = " ".join(_told(errand, made))
    return errand.go(here_or(errand.form.line("next"), f"/posts/{number}"), said=said)


def prove(errand: PageRequest) -> Response:
    """Record where the post can be seen, channel by channel."""
    number, channel = errand.path["number"], ""
    try:
        with errand.writing() as connection:
            errand.post(connection)
            for channel, permalink in permalinks_of(errand).items():
                record_proof(
                    connection,
                    errand.directory,
                    number=number,
                    channel=channel,
                    permalink=permalink,
                    actor=errand.person.key,
                    now=errand.now,
                    door=errand.door,
                )
    except VorlaufError as error:
        return _again(errand, error, f"{PERMALINK}{channel}" if channel else "")
    said = errand.words.gettext("The permalinks are recorded.")
    return errand.go(f"/posts/{number}#proofs", said=said)


def _again(errand: PageRequest, error: VorlaufError, where: str = "") -> Response:
    """Show the post with what was typed. Raises the error for what is not theirs."""
    with errand.reading() as connection:
        errand.post(connection)
    typed = dict(errand.form.fields)
    if any(name.startswith(PERMALINK) for name in typed):
        typed["proofs"] = "open"
    return page.show(
        errand,
        status=status_again(error),
        faults=[(where, errand.say(error))],
        typed=typed,
    )


def _is_said_already(
    errand: PageRequest, connection: Connection, post_id: int, text: str
) -> bool:
    """Say whether the same person has just said the same: a second click."""
    return any(
        one.author_key == errand.person.key
        and one.text == text.strip()
        and errand.now - one.said_at < _A_DOUBLE
        for one in comments_of(connection, post_id)[-3:]
    )


def _told(errand: PageRequest, made: Sequence[Reminded]) -> Iterator[str]:
    words = errand.words
    for one in made:
        if one.due_at is None:
            yield errand.say(one.refusal)
        else:
            yield words.gettext("%(name)s gets a mail on %(when)s.") % {
                "name": one.name,
                "when": words.moment(one.due_at),
            }


PAGES: Final = {"post.comment": comment, "post.remind": remind, "post.proof": prove}
