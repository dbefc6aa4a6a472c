"""Housekeeping: the night's work."""

from prefect import flow

from flows import artifacts
from flows.names import named
from vorlauf.clockwork import housekeep as keep_house
from vorlauf.errors import StoreError
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="housekeep", flow_run_name=named("housekeep"), persist_result=False)
def housekeep() -> str:
    """Put the house in order; red when the audit log is not what was written."""
    with Wiring.from_settings(Settings.from_environment()) as wiring:
        report = keep_house(wiring, wiring.now())
    summary = "audit log intact" if report.audit_ok else "audit log broken"
    artifacts.leave("housekeep", summary, artifacts.housework(report))
    if not report.audit_ok:
        raise StoreError("The audit log is broken; run `vorlauf audit verify`.")
    return summary
