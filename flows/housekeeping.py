"""Housekeeping: the nightly job."""

from prefect import State, flow
from prefect.states import Completed, Failed

from flows import artifacts
from flows.run_names import named
from vorlauf.jobs import housekeeping, run_summaries
from vorlauf.jobs.heads_outside import HeadsOutside
from vorlauf.jobs.let_go import let_go_after
from vorlauf.material.files.resumable_uploads import tidy
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="housekeep", flow_run_name=named("housekeep"), persist_result=False)
def housekeep() -> State[None]:
    """Put the house in order; red when the log is broken, or something was not done."""
    with Wiring.from_last_good(Settings.from_environment()) as wiring:
        outside = HeadsOutside.of(wiring.settings)
        store = FileStore(files_in(wiring.settings.home))
        report = housekeeping.housekeep(wiring.engine, wiring.now(), outside, store)
        report = let_go_after(report, wiring)
        tidy(wiring.settings.home, wiring.now())
        report = housekeeping.back_up(
            report, wiring.engine, wiring.settings, wiring.now()
        )
    summary = run_summaries.of_housekeeping(report)
    artifacts.leave("housekeep", summary, artifacts.housework(report))
    is_done = report.audit_ok and report.backed_up and report.let_go
    outcome = Completed if is_done else Failed
    return outcome(message=summary)
