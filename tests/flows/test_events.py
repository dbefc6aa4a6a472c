"""Events: every move of a post becomes one event in Prefect."""

from datetime import UTC, datetime
from uuid import UUID

from flows.events import event, tell
from vorlauf.jobs.event_feed import AuditEvent

ENDORSED = AuditEvent(
    id=UUID("6b1c6a5e-0f0d-5f7e-9a55-766572618888"),
    name="vorlauf.post.endorse",
    at=datetime(2026, 7, 6, 7, 5, tzinfo=UTC),
    number="2026-014",
    payload={"house": "smi"},
    position=7,
)


def test_an_event_keeps_the_identity_the_time_and_the_post():
    told = event(ENDORSED)

    assert (told.id, told.event, told.occurred) == (
        ENDORSED.id,
        "vorlauf.post.endorse",
        ENDORSED.at,
    )
    assert told.resource.id == "vorlauf.post.2026-014"
    assert told.payload == {"house": "smi"}


def test_with_nothing_to_tell_no_server_is_asked():
    tell([])
