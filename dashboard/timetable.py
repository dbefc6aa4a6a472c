"""The flows: what runs by itself, how it went, what it did; and where all posts are."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from dashboard.errand import Errand
from dashboard.prefect_door import Flow, PrefectError
from dashboard.state_diagram import diagram
from states.post import Role
from vorlauf.circumstances import FLOW
from vorlauf.store.tables import NoticeState
from vorlauf.store.views import doings, register

# Lines of what happened by itself; the days in which mails are counted.
DEEDS: Final = 12
DAYS: Final = timedelta(days=1)


@dataclass(frozen=True)
class _Prefect:
    """What Prefect told, or why it told nothing."""

    flows: tuple[Flow, ...] = ()
    pages: str = ""
    fault: str = ""


def page(errand: Errand) -> Response:
    """Show what runs by itself, and the posts in each state."""
    with errand.reading() as connection:
        counts = register.counts(connection, errand.reach)
        deeds = doings.by_itself(connection, FLOW, DEEDS)
        mails = doings.mails_since(connection, errand.now - DAYS)
        errand.around(connection)
    return errand.page(
        "flows.html",
        prefect=_prefect(errand),
        diagram=diagram(counts),
        deeds=deeds,
        sent=mails.get(NoticeState.SENT, 0),
        doubtful=mails.get(NoticeState.UNKNOWN, 0),
        failed=mails.get(NoticeState.DEAD, 0),
        may_act=errand.person.role is Role.COORDINATOR,
    )


def act(errand: Errand) -> Response:
    """Pause a flow, let it go on, or run it now."""
    name, wish = errand.path["name"], errand.path["act"]
    if errand.parts.prefect is None:
        raise PrefectError("Prefect's server is not running here.")
    errand.parts.prefect.act(name, wish)
    gettext = errand.words.gettext
    said = {
        "pause": gettext("%(flow)s pauses until somebody lets it go on."),
        "resume": gettext("%(flow)s goes on."),
        "run": gettext("%(flow)s runs now; its result appears here in some seconds."),
    }
    return errand.go("/flows", said=said[wish] % {"flow": name})


def _prefect(errand: Errand) -> _Prefect:
    door = errand.parts.prefect
    if door is None:
        return _Prefect(fault="none")
    try:
        return _Prefect(tuple(door.flows()), door.pages)
    except PrefectError:
        return _Prefect(fault="silent")


PAGES: Final = {"flows": page, "flows.act": act}
