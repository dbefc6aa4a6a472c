"""Reminders: sends what is due."""

from prefect import flow

from flows import artifacts
from flows.names import named
from vorlauf.delivery import deliver_due
from vorlauf.errors import DeliveryError
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="remind", flow_run_name=named("remind"), persist_result=False)
def remind() -> str:
    """Send every notice that is due; red only when everything failed."""
    with Wiring.from_settings(Settings.from_environment()) as wiring:
        report = deliver_due(wiring, wiring.now())
    summary = f"{len(report.sent)} sent, {len(report.failed)} failed"
    artifacts.leave("remind", summary, artifacts.deliveries(report))
    if report.all_failed:
        raise DeliveryError(f"Nothing went out: {summary}; see the artifact `remind`.")
    return summary
