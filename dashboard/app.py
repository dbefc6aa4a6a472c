"""The application: the permission table, its pages, and the guard before them."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from dashboard import (
    absences,
    almanac,
    answer,
    answer_away,
    answer_forward,
    answer_objection,
    answer_picture,
    answer_receipt,
    answer_renew,
    answer_time,
    answer_upload_files,
    answer_upload_pieces,
    api_page,
    approvals,
    board,
    bulk,
    exports,
    files,
    houses,
    mails,
    material,
    material_consents,
    material_take_down,
    me,
    oidc,
    overhead,
    people,
    post,
    post_edit,
    post_extension,
    post_moves,
    post_new,
    post_pictures,
    post_remarks,
    post_undo,
    post_versions,
    register,
    saved_views,
    signing_in,
    slot_moves,
    timetable,
    today,
)
from dashboard.api.app import ROOT, make_api
from dashboard.guard import Guard
from dashboard.house_style import STATIC
from dashboard.parts import Parts
from dashboard.permissions import PAGES
from dashboard.reception import Reception, View

_MODULES: Final = (
    signing_in,
    oidc,
    answer,
    answer_away,
    answer_forward,
    answer_objection,
    answer_picture,
    answer_receipt,
    answer_renew,
    answer_time,
    answer_upload_files,
    answer_upload_pieces,
    overhead,
    me,
    people,
    today,
    approvals,
    absences,
    mails,
    material,
    material_consents,
    material_take_down,
    timetable,
    board,
    register,
    bulk,
    exports,
    files,
    saved_views,
    almanac,
    slot_moves,
    houses,
    post,
    post_edit,
    post_extension,
    post_moves,
    post_new,
    post_pictures,
    post_remarks,
    post_undo,
    post_versions,
    api_page,
)


def make_app(parts: Parts) -> Starlette:
    """Return the dashboard over these parts."""
    reception = Reception(parts)
    origin = parts.wiring.settings.dashboard_url

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for no other
        response = await reception.refuse(request, error.status_code)
        response.headers.update(error.headers or {})
        return response

    app = Starlette(
        routes=_routes(reception),
        exception_handlers={404: unknown, 405: unknown},
        middleware=[
            Middleware(
                Guard,
                origin=origin,
                hosts=_hosts(origin, parts.wiring.settings.dashboard_port),
                refuse=reception.refuse,
            )
        ],
    )
    # Behind a proxy we do not know whether we were reached by http or https.
    app.router.redirect_slashes = False
    return app


def views() -> Mapping[str, View]:
    """Return every page function by the name that the permission table has for it."""
    return {name: view for module in _MODULES for name, view in module.PAGES.items()}


def _routes(reception: Reception) -> list[BaseRoute]:
    known = views()
    routes: list[BaseRoute] = [
        Route(
            entry.path,
            reception.endpoint(entry, known[entry.name]),
            methods=[entry.method],
            name=entry.name,
        )
        for entry in PAGES
        if entry.name in known
    ]
    return [
        *routes,
        Mount(ROOT, make_api(reception.parts), name="api"),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]


def _hosts(origin: str, port: int) -> frozenset[str]:
    """Return under which hosts we answer: the public one, and this machine's own."""
    public = urlsplit(origin).netloc.lower()
    return frozenset({public, f"127.0.0.1:{port}", f"localhost:{port}"})
