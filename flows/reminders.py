"""Reminders: sends what is due."""

from prefect import State, flow
from prefect.states import Completed, Failed

from flows import artifacts
from flows.names import named
from vorlauf import run_summaries
from vorlauf.mailroom import deliver
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="remind", flow_run_name=named("remind"), persist_result=False)
def remind() -> State[None]:
    """Send every notice that is due; red only when everything failed."""
    with Wiring.from_settings(Settings.from_environment()) as wiring:
        report = deliver(wiring)
    summary = run_summaries.of_delivery(report)
    artifacts.leave("remind", summary, artifacts.deliveries(report))
    is_red = report.all_failed or report.faults
    outcome = Failed if is_red else Completed
    return outcome(message=summary)
