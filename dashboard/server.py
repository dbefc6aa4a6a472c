"""The server: how the dashboard is served, within bounded time and room."""

import resource
import socket
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from dashboard.web.connections import patient

# Connections at once. Each costs a file; some are for the database and for uploads.
MOST: Final = 1_000
_OTHER_FILES: Final = 200
_WISHED_FILES: Final = 4_096


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT."""
    uvicorn.Server(config_of(app)).run(sockets=[listening])


def config_of(app: ASGIApp) -> uvicorn.Config:
    """Return how uvicorn serves the dashboard."""
    return uvicorn.Config(
        app,
        http=patient(_most_connections()),
        access_log=False,  # addresses hold the tokens of links, and who reads what
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=32_768,
        # Which proxies are believed say the settings; the application asks them.
        proxy_headers=False,
        ws="none",
        lifespan="off",
    )


def _most_connections() -> int:
    """Return how many connections there is room for, with as many files as we get."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < _WISHED_FILES:
        soft = _WISHED_FILES if hard < 0 else min(hard, _WISHED_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST if soft < 0 else max(1, min(MOST, soft - _OTHER_FILES))
