"""Advance: moves what time moves, and tells Prefect what has moved."""

from prefect import flow

from flows import artifacts
from flows.happenings import tell
from flows.names import named
from vorlauf import happenings
from vorlauf.clockwork import advance_due
from vorlauf.errors import VorlaufError
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


@flow(name="advance", flow_run_name=named("advance"), persist_result=False)
def advance() -> str:
    """Move what is due; one fault costs one post, only faults make the run red."""
    with Wiring.from_settings(Settings.from_environment()) as wiring:
        report = advance_due(wiring, wiring.now())
        news = happenings.unreported(wiring)
        tell(news)
        happenings.reported(wiring, news)
    summary = f"{len(report.moves)} moved, {len(report.faults)} at fault"
    artifacts.leave("advance", summary, artifacts.advances(report))
    if report.faults and not report.moves:
        raise VorlaufError(f"Nothing moved: {summary}; see the artifact `advance`.")
    return summary
