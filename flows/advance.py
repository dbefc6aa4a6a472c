"""Advance: makes the moves of the timetable, publishes, and tells of both as events."""

from functools import partial

from prefect import State, flow
from prefect.states import Completed, Failed

from flows import artifacts, reports
from flows.events import tell
from flows.run_names import named
from vorlauf.db.restorations import HeldKind
from vorlauf.jobs import (
    after_restore,
    event_feed,
    file_watch,
    run_summaries,
    standstill,
)
from vorlauf.jobs.publishing import publish
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="advance", flow_run_name=named("advance"), persist_result=False)
def advance() -> State[None]:
    """Move what is due; one fault costs one post, only faults make the run red."""
    with Wiring.from_last_good(Settings.from_environment()) as wiring:
        if (why := standstill.look(wiring)) is not None:
            return Failed(message=why)
        file_watch.note_edits(wiring)
        report = advance_due(wiring.engine, wiring.directory, wiring.now())
        published = publish(wiring)
        is_held = after_restore.is_held(wiring.engine, HeldKind.MOVES)
        summary = run_summaries.of_advance(report, published, is_held=is_held)
        rows = [*artifacts.advances(report), *artifacts.publications(published)]
        artifacts.leave("advance", summary, rows)
        news = event_feed.unreported(wiring.engine)
        # What could not be told is told by the next run.
        if reports.report("What has happened to posts", partial(tell, news)):
            event_feed.reported(wiring.engine, news)
    outcome = Failed if report.faults and not report.moves else Completed
    return outcome(message=summary)
