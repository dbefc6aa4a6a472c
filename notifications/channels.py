"""Chat and other channels: a short hint through stock Apprise."""

from collections.abc import Sequence


def post_hint(urls: Sequence[str], title: str, body: str) -> None:
    """Send a short hint to every URL; TemporaryFailure names failing schemas."""
    raise NotImplementedError
