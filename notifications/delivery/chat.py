"""Chat: a short hint in a house's channels, through stock Apprise."""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from notifications.errors import TemporaryFailure
from states.messages import Several, msg

TALKATIVE = ("apprise", "urllib3.connectionpool")


def post_hint(urls: Sequence[str], title: str, body: str) -> None:
    """Send a short hint to every URL; TemporaryFailure names failing schemas.

    The hint is seen by a whole room: `body` must not hold a link with a token.
    """
    with _quiet():
        failing = [_schema(url) for url in urls if not _posted(url, title, body)]
    if failing:
        raise TemporaryFailure(
            msg(
                "No hint could be posted through {services}; see the Apprise URLs "
                "in stakeholders.toml.",
                services=Several(tuple(failing)),
            ),
            stage="channel",
        )


def _posted(url: str, title: str, body: str) -> bool:
    # It takes 0.2 s to load: a command that posts nothing does without.
    from apprise import Apprise, AppriseAsset  # noqa: PLC0415  (see above)

    # One after the other and without waiting: a hint is not worth a thread. With a
    # limit Apprise would start one, and after it let the hint go out, or log, unseen.
    carrier = Apprise(asset=AppriseAsset(async_mode=False, service_timeout=0))
    return carrier.add(url) and bool(carrier.notify(title=title, body=body))


def _schema(url: str) -> str:
    schema, mark, _ = url.partition("://")
    return f"{schema}://" if mark and schema.isalnum() else "a URL without a schema"


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep secrets out of every log: the URLs of rooms hold them.

    Apprise logs URLs on its lower levels, its web client as paths. Apprise also loads
    all its plugins at once, and some import modules that Python will drop.
    """
    with warnings.catch_warnings(), ExitStack() as at_the_end:
        warnings.simplefilter("ignore", DeprecationWarning)
        for logger in map(logging.getLogger, TALKATIVE):
            logger.addFilter(_nothing)
            at_the_end.callback(logger.removeFilter, _nothing)
        yield


def _nothing(_: logging.LogRecord) -> bool:
    return False
