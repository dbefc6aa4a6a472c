"""The page of the flows: the timetable, its runs, and the state of all posts."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from starlette.responses import Response

from dashboard.clients.prefect_api import Flow, PrefectDoor, PrefectError
from dashboard.flows.run_labels import flow_label, message
from dashboard.flows.state_diagram import diagram
from dashboard.web.error_pages import problem
from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.db.tables import NoticeState
from vorlauf.readmodels import activity, register
from vorlauf.records.backup.nightly import TOO_OLD, BackupFolder
from vorlauf.supervisor import LOOPBACK
from vorlauf.workflow.actors import FLOW

# Lines of what happened by itself; the days in which mails are counted.
DEEDS: Final = 12
DAYS: Final = timedelta(days=1)
TOO_OLD_SECONDS: Final = TOO_OLD.total_seconds()


@dataclass(frozen=True)
class _Prefect:
    """What Prefect told, or why it told nothing.

    `pages` is the address of its own pages, `is_near` whether the reader's browser
    runs on this machine, which is the only one that reaches them.
    """

    flows: tuple[Flow, ...] = ()
    pages: str = ""
    is_near: bool = False
    fault: str = ""


def page(request: PageRequest) -> Response:
    """Show what runs by itself, and the posts in each state."""
    with request.reading() as connection:
        counts = register.counts(connection, request.visibility)
        deeds = activity.by_itself(connection, FLOW, DEEDS)
        mails = activity.mails_since(connection, request.now - DAYS)
        request.around(connection)
    backups = BackupFolder.of(request.wiring.settings)
    return request.page(
        "flows.html",
        prefect=_prefect(request),
        flow_label=partial(flow_label, request.words),
        run_message=partial(message, request.words),
        diagram=diagram(counts),
        deeds=deeds,
        sent=mails.get(NoticeState.SENT, 0),
        doubtful=mails.get(NoticeState.UNKNOWN, 0),
        failed=mails.get(NoticeState.DEAD, 0),
        backups=backups,
        backed_up_at=backups.last_at() if backups else None,
        is_old=backups is not None and backups.age(request.now) > TOO_OLD_SECONDS,
        may_act=request.person.role is Role.COORDINATOR,
    )


def act(request: PageRequest) -> Response:
    """Pause a flow, let it go on, or run it now."""
    name, wish = request.path["name"], request.path["act"]
    gettext = request.words.gettext
    said = {
        "pause": gettext("%(flow)s pauses until somebody lets it go on."),
        "resume": gettext("%(flow)s goes on."),
        "run": gettext("%(flow)s runs now; its result appears here in some seconds."),
    }
    if wish not in said:
        return problem(request, 404)
    try:
        _door(request).act(name, wish)
    except PrefectError as error:
        return request.go("/flows", said=gettext(str(error)), tone="warning")
    label = flow_label(request.words, name)
    return request.go("/flows", said=said[wish] % {"flow": label})


def _door(request: PageRequest) -> PrefectDoor:
    if request.parts.prefect is None:
        raise PrefectError("Prefect's server is not running here.")
    return request.parts.prefect


def _prefect(request: PageRequest) -> _Prefect:
    door = request.parts.prefect
    if door is None:
        return _Prefect(fault="none")
    try:
        flows = door.flows()
    except PrefectError:
        return _Prefect(fault="silent")
    shift = timedelta(seconds=request.wiring.settings.clock_offset)
    return _Prefect(
        tuple(_shifted(flow, shift) for flow in flows), door.pages, _is_near(request)
    )


def _shifted(flow: Flow, shift: timedelta) -> Flow:
    """Return the flow by the clock of this page, which a demonstration shifts."""
    runs = [
        replace(run, began_at=run.began_at and run.began_at + shift)
        for run in flow.runs
    ]
    return replace(flow, next_at=flow.next_at and flow.next_at + shift, runs=runs)


def _is_near(request: PageRequest) -> bool:
    return request.http.url.hostname in {LOOPBACK, "localhost"}


PAGES: Final = {"flows": page, "flows.act": act}
