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
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dashboard import answer_router
from dashboard.admissions import admission_of
from dashboard.answer import (
    absence,
    forward,
    more_time,
    objection,
    own_absence,
    picture,
    propose,
    receipt,
    renew,
)
from dashboard.api import page
from dashboard.api.app import ROOT, make_api
from dashboard.configuration import edit as configuration_edit
from dashboard.configuration import page as configuration_page
from dashboard.evaluation import figures, report
from dashboard.evaluation import typing as typed_figures
from dashboard.flows import page as flows_page
from dashboard.lists import (
    approvals,
    board,
    bulk,
    calendar,
    exports,
    hand_over,
    hold,
    holds,
    register,
    restored,
    saved_filters,
    slot_moves,
    today,
)
from dashboard.material import consents, files, pictures, take_down
from dashboard.material import page as material_page
from dashboard.people import (
    absences,
    calendar_feeds,
    house_replacement,
    houses,
    my_settings,
    oidc,
    people,
    sign_in,
)
from dashboard.permissions import PAGES
from dashboard.plan import files as plan_files
from dashboard.plan import filling as plan_filling
from dashboard.plan import imports as plan_imports
from dashboard.plan import page as plan_page
from dashboard.plan import reserves as plan_reserves
from dashboard.plan import topic, topic_files, topic_links, topic_slot, topics
from dashboard.post import (
    due_date,
    edit,
    follow_ups,
    move,
    new,
    notice,
    publications,
    record,
    small_actions,
    undo,
    versions,
)
from dashboard.post import houses as post_houses
from dashboard.post import pack as post_pack
from dashboard.post import page as post_page
from dashboard.post import restore as post_restore
from dashboard.post import wanted_material as post_wanted_material
from dashboard.records import answers, costs, dossiers, evidence, inquiries
from dashboard.upload import files as upload_files
from dashboard.upload import resumable
from dashboard.web import common_pages
from dashboard.web.dispatch import Dispatcher, View
from dashboard.web.middleware import RequestGuard
from dashboard.web.state import AppState
from dashboard.web.templates import STATIC

_MODULES: Final = (
    sign_in,
    oidc,
    answer_router,
    absence,
    forward,
    objection,
    picture,
    own_absence,
    receipt,
    renew,
    more_time,
    upload_files,
    resumable,
    common_pages,
    my_settings,
    calendar_feeds,
    people,
    hand_over,
    house_replacement,
    today,
    approvals,
    absences,
    notice,
    material_page,
    consents,
    take_down,
    flows_page,
    board,
    register,
    bulk,
    exports,
    hold,
    holds,
    restored,
    files,
    saved_filters,
    calendar,
    slot_moves,
    plan_page,
    plan_reserves,
    plan_filling,
    plan_imports,
    topics,
    topic,
    topic_slot,
    topic_links,
    topic_files,
    dossiers,
    inquiries,
    answers,
    evidence,
    costs,
    propose,
    plan_files,
    figures,
    typed_figures,
    report,
    houses,
    configuration_page,
    configuration_edit,
    post_page,
    edit,
    due_date,
    follow_ups,
    publications,
    move,
    new,
    pictures,
    post_houses,
    post_pack,
    post_restore,
    post_wanted_material,
    record,
    small_actions,
    undo,
    versions,
    page,
)


def make_app(parts: AppState) -> Starlette:
    """Return the dashboard over these parts."""
    dispatcher = Dispatcher(parts)
    origin = parts.wiring.settings.dashboard_url

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for no other
        response = await dispatcher.refuse(request, error.status_code)
        response.headers.update(error.headers or {})
        return response

    proxies = parts.wiring.settings.trusted_proxies
    app = Starlette(
        routes=_routes(dispatcher),
        exception_handlers={404: unknown, 405: unknown},
        middleware=[
            *_believing(proxies),
            Middleware(
                RequestGuard,
                origin=origin,
                hosts=_hosts(origin, parts.wiring.settings.dashboard_port),
                refuse=dispatcher.refuse,
            ),
        ],
    )
    # Behind a proxy we do not know whether we were reached by http or https.
    app.router.redirect_slashes = False
    return app


def views() -> Mapping[str, View]:
    """Return every page function by the name that the permission table has for it."""
    return {name: view for module in _MODULES for name, view in module.PAGES.items()}


def _routes(dispatcher: Dispatcher) -> list[BaseRoute]:
    known = views()
    routes: list[BaseRoute] = [
        Route(
            entry.path,
            dispatcher.endpoint(entry, known[entry.name], admission_of(entry)),
            methods=[entry.method],
            name=entry.name,
        )
        for entry in PAGES
        if entry.name in known
    ]
    return [
        *routes,
        Mount(ROOT, make_api(dispatcher.parts), name="api"),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]


def _believing(proxies: tuple[str, ...]) -> list[Middleware]:
    """Return what reads from proxies, and from nobody else, who comes through them."""
    if not proxies:
        return []
    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=list(proxies))]


def _hosts(origin: str, port: int) -> frozenset[str]:
    """Return under which hosts we answer: the public one, and this machine's own."""
    public = urlsplit(origin).netloc.lower()
    return frozenset({public, f"127.0.0.1:{port}", f"localhost:{port}"})
