"""Events: every move of a post becomes one event in Prefect."""

from collections.abc import Sequence

from prefect.client.orchestration import get_client
from prefect.events import Event, Resource

from vorlauf.jobs.event_feed import AuditEvent


def tell(happenings: Sequence[AuditEvent]) -> None:
    """Hand the happenings to Prefect and return when it has taken them.

    Their ids are stable and Prefect keeps one event per id, so telling twice is
    harmless. Raises `httpx.HTTPError` if Prefect did not take them.
    """
    if not happenings:
        return
    events = [event(happening).model_dump(mode="json") for happening in happenings]
    with get_client(sync_client=True) as client:
        client.request("POST", "/events", json=events)


def event(happening: AuditEvent) -> Event:
    """Return the event that shows one move to Prefect."""
    post = {
        "prefect.resource.id": f"vorlauf.post.{happening.number}",
        "prefect.resource.name": happening.number,
    }
    return Event(
        id=happening.id,
        event=happening.name,
        occurred=happening.at,  # type: ignore[arg-type]  # any aware datetime will do
        resource=Resource(post),
        payload=dict(happening.payload),
    )
