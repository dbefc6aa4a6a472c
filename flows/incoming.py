"""Incoming: receives new mail."""

from prefect import State, flow
from prefect.states import Completed, Failed

from flows import artifacts
from flows.run_names import named
from vorlauf.jobs import mail, run_summaries, standstill
from vorlauf.mail.inbox.receive import CollectReport
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="collect", flow_run_name=named("collect"), persist_result=False)
def collect() -> State[None]:
    """Take in replies and returned mails; red only when everything failed."""
    with Wiring.from_last_good(Settings.from_environment()) as wiring:
        if (why := standstill.look(wiring)) is not None:
            return Failed(message=why)
        if wiring.settings.inbox_url is None:
            return Completed(message=run_summaries.NO_MAILBOX)
        report = mail.collect(wiring)
    summary = run_summaries.of_intake(report)
    artifacts.leave("collect", summary, _rows(report))
    outcome = Failed if report.all_failed else Completed
    return outcome(message=summary)


def _rows(report: CollectReport) -> list[artifacts.Row]:
    """Return a row per fault and per kind of mail; who wrote stays in our own files."""
    faults = [{"kind": "", "what": fault} for fault in report.faults]
    kinds = [handled.kind.value for handled in report.handled]
    counted = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    return faults + [{"kind": kind, "what": str(n)} for kind, n in counted.items()]
