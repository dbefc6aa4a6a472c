"""The page of a notice: its way, the server's words, and sending it again."""

from email import message_from_bytes
from email.policy import default
from typing import Final

from starlette.responses import Response

from dashboard.web.common_pages import here_or
from dashboard.web.request import PageRequest
from vorlauf.db.tables import NoticeState
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.mail.queue import notice_list, retries
from vorlauf.workflow.manual_actions import overseer

_AGAIN: Final = frozenset({NoticeState.DEAD, NoticeState.UNKNOWN, NoticeState.RETRY})


def page(request: PageRequest) -> Response:
    """Show a notice: what for, to whom, its way, and the text of its mail."""
    with request.reading() as connection:
        request.around(connection)
        (row,) = notice_list.notices_by_id(connection, [_key(request)])
        others = notice_list.in_the_same_mail(connection, row)
        written = row.message_id
        content = notice_list.content_of(connection, written) if written else None
    return request.page(
        "mail.html",
        row=row,
        others=others,
        text="" if content is None else _text(content),
        may_send_again=row.state in _AGAIN and not row.is_overtaken,
    )


def retry(request: PageRequest) -> Response:
    """Let a notice go out once more."""
    by = overseer(request.directory, request.person.key, door=request.door)
    with request.writing() as connection:
        work = UnitOfWork(request.call(connection))
        rows = retries.resend(work, [_key(request)], by)
    said = request.words.gettext("It goes out again on %(when)s.") % {
        "when": request.words.moment(max(row.due_at for row in rows))
    }
    return request.go(here_or(request.form.line("next"), "/"), said=said)


def _key(request: PageRequest) -> int:
    return request.key("notice", "There is no such mail.")


def _text(content: bytes) -> str:
    """Return what a reader sees without HTML."""
    body = message_from_bytes(content, policy=default).get_body(("plain",))
    if body is None:
        return content.decode(errors="replace")
    return "\n".join(str(body.get_content()).splitlines())


PAGES: Final = {"mail": page, "mail.retry": retry}
