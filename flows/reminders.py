"""Reminders: sends the due mails, and tells of tokens that end soon."""

from prefect import State, flow
from prefect.states import Completed, Failed

from flows import artifacts
from flows.run_names import named
from vorlauf.accounts import token_warnings
from vorlauf.db.restorations import HeldKind
from vorlauf.errors import LinkKeyError
from vorlauf.jobs import after_restore, run_summaries, standstill
from vorlauf.jobs.mail import deliver
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="remind", flow_run_name=named("remind"), persist_result=False)
def remind() -> State[None]:
    """Send every notice that is due; red only when everything failed.

    A machine with another key of links than the database's sends none.
    """
    with Wiring.from_last_good(Settings.from_environment()) as wiring:
        if (why := standstill.look(wiring)) is not None:
            return Failed(message=why)
        if after_restore.is_held(wiring.engine, HeldKind.MAILS):
            return Completed(message=run_summaries.HELD)
        try:
            report = deliver(wiring)
        except LinkKeyError as error:
            return Failed(message=str(error))
        report.faults.extend(token_warnings.warn(wiring, wiring.now()))
    summary = run_summaries.of_delivery(report)
    artifacts.leave("remind", summary, artifacts.deliveries(report))
    is_red = report.all_failed or report.faults
    outcome = Failed if is_red else Completed
    return outcome(message=summary)
