"""Reminders: sends what is due."""

from prefect import State, flow
from prefect.states import Completed, Failed

from flows import artifacts
from flows.names import named
from vorlauf.mailroom import deliver
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="remind", flow_run_name=named("remind"), persist_result=False)
def remind() -> State[None]:
    """Send every notice that is due; red only when everything failed."""
    with Wiring.from_settings(Settings.from_environment()) as wiring:
        report = deliver(wiring)
    summary = f"{len(report.sent)} sent, {len(report.failed)} failed"
    if report.mails < len(report.sent):
        summary += f", in {report.mails} mails"
    if report.faults:
        summary += f", {'; '.join(report.faults)}"
    if report.recovered:
        summary += f", {report.recovered} left over by a run that was killed"
    artifacts.leave("remind", summary, artifacts.deliveries(report))
    is_red = report.all_failed or report.faults
    outcome = Failed if is_red else Completed
    return outcome(message=summary)
