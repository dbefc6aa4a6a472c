"""Restored: what is held since a backup was restored, and what becomes of it."""

from typing import Final

from starlette.responses import Response

from dashboard.lists.hold import acting
from dashboard.web.error_pages import problem, status_of
from dashboard.web.request import PageRequest
from states.messages import msg
from vorlauf.db import restorations
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, ConflictError, RefusedError, VorlaufError
from vorlauf.jobs import after_restore
from vorlauf.jobs.after_restore import HeldAfterRestore

_ACTS: Final = {"release", "drop", "hold"}
_REFUSALS: Final = (BadInputError, ConflictError, RefusedError)


def page(request: PageRequest) -> Response:
    """Show what is held, by kind."""
    return _show(request)


def act(request: PageRequest) -> Response:
    """Let a kind go on, drop it, or hold everything again."""
    wish, what = request.path["act"], request.form.text("what")
    if wish not in _ACTS:
        return problem(request, 404)
    try:
        with request.writing() as connection:
            work = UnitOfWork(request.call(connection))
            if wish == "hold":
                after_restore.hold_again(work, acting(request))
            else:
                _check_seen(request, after_restore.look(work.call))
                _decide(request, work, wish, what)
    except _REFUSALS as error:
        return _show(request, error=error)
    return request.go("/restored", said=_said(request, wish))


def _decide(request: PageRequest, work: UnitOfWork, wish: str, what: str) -> None:
    by = acting(request)
    if wish == "drop":
        after_restore.drop(work, what, by)
    else:
        after_restore.release(work, after_restore.kinds_of(what), by)


def _said(request: PageRequest, wish: str) -> str:
    gettext = request.words.gettext
    return {
        "release": gettext(
            "It goes on with the next sweep; until then “Hold it again” stops it."
        ),
        "drop": gettext(
            "It is dropped: mails are in doubt, and publications wait for a person."
        ),
        "hold": gettext("Everything is held again."),
    }[wish]


def _check_seen(request: PageRequest, found: HeldAfterRestore | None) -> None:
    """Raise `ConflictError` if by now other things are held than were shown."""
    seen = request.form.text("seen")
    if found is not None and seen != _sign(found):
        raise ConflictError(
            msg("By now something else is held than was shown; look again.")
        )


def _sign(found: HeldAfterRestore) -> str:
    return ".".join(str(found.of(kind)) for kind in sorted(found.kinds))


def _show(request: PageRequest, error: VorlaufError | None = None) -> Response:
    with request.reading() as connection:
        request.around(connection)
        found = after_restore.look(request.call(connection))
        last = restorations.current(connection)
    return request.page(
        "restored.html",
        status=200 if error is None else status_of(error),
        faults=[] if error is None else [("", request.say(error))],
        held=found,
        last=last,
        seen=_sign(found) if found else "",
    )


PAGES: Final = {"restored": page, "restored.act": act}
