"""Reports: artifacts and events of a run; if Prefect refuses them, the run goes on.

Only what a run did in our own database counts. Prefect shows it.
"""

from collections.abc import Callable

from prefect.logging import get_run_logger


def report(what: str, leave: Callable[[], None]) -> bool:
    """Leave something in Prefect; say in the run's log if it could not, and return no.

    `what` names it in the sentence.
    """
    try:
        leave()
    except Exception as error:  # noqa: BLE001, the API, the way there, a proxy's page: all the same
        get_run_logger().warning(
            "%s could not be left in Prefect; the run's work is done all the same: %s",
            what,
            _in_a_line(error),
        )
        return False
    return True


def _in_a_line(error: Exception) -> str:
    said = str(error).strip() or type(error).__name__
    return said.splitlines()[0]
