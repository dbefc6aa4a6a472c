"""Redacted input: no page and no endpoint ever sees a secret that somebody sends."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from dashboards import ADDRESS, Dashboard
from fastapi import FastAPI, Request
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

import dashboard
from dashboard import permissions
from dashboard.api.app import make_api
from dashboard.api.caller import Admitting
from dashboard.web.dispatch import Dispatcher
from dashboard.web.redacted_input import PROOFS
from reliability.secret_search import holds, spilt_in
from vorlauf.accounts import api_tokens, sessions, sign_in_links
from vorlauf.accounts.api_tokens import NewToken
from vorlauf.db.engine import writing
from vorlauf.db.tables import LinkKind
from vorlauf.links.issue import Subject, link_for

FOLDER = Path(dashboard.__file__).parent
# How pages and templates name the fields that they read.
FIELD = re.compile(
    r"""(?:form\.(?:text|line|many|number|has|uploads)|parts\.(?:field|area|radios)|"""
    r"""queries|query\.get)\(\s*["']([\w.-]+)["']|\bname="([\w.-]+)\""""
)


def fields():
    """Return the name of every field that some page reads or shows."""
    files = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.html")]
    found = (FIELD.findall(file.read_text(encoding="utf-8")) for file in files)
    return sorted({a or b for pairs in found for a, b in pairs} | {"unheard_of"})


@pytest.fixture
def board(desk, tmp_path):
    return Dashboard(desk, tmp_path)


@pytest.fixture
def number(hand_to_review):
    return hand_to_review("smi")


@pytest.fixture
def link(board, desk, number):
    """Return a link by which Ines may decide."""
    (step,) = desk.post(number).steps
    issuer = board.wiring.issuer
    with writing(desk.engine) as connection:
        return link_for(
            desk.call(connection),
            issuer,
            Subject(
                step_id=step.id,
                post_id=desk.post(number).id,
                version=1,
                due_at=step.due_at,
                office=desk.directory.houses["smi"].office,
            ),
            LinkKind.DECIDE,
            "ines",
        )


@pytest.fixture
def secrets(board, desk, link):
    """Return a token of every kind that we give out, and the code of the link."""
    board.as_("ada")
    with writing(desk.engine) as connection:
        call = desk.call(connection)
        cookie = sessions.begin(connection, "ada", way="t", device="", now=desk.now)
        _, token = api_tokens.make(call, NewToken(person="ada", label="x", by="ada"))
    issuer = board.wiring.issuer
    return [issuer.token(link), cookie, token.rpartition("vorlauf_")[2]], [
        issuer.code(link)
    ]


def sentence(secrets):
    (link, cookie, token), (code,) = secrets
    address = quote(f"{ADDRESS}/answer/{link}", safe="")
    return (
        f"Bitte {ADDRESS}/answer/{link[:30]}\n{link[30:]} und {cookie}, vorlauf_{token}"
        f" oder https://x.example/?url={address}&a=b mit {code} lassen"
    )


def path_of(entry, number, token):
    known = {"number": number, "token": token, "house": "smi"}
    return re.sub(r"{(\w+)}", lambda hole: known.get(hole[1], "1"), entry.path)


@pytest.mark.slow
def test_no_page_sees_a_secret_in_any_field_or_name_of_a_file(board, number, secrets):
    seen = []

    def page(request):
        seen.append(
            (
                [one for one in request.form.fields if one[0] not in PROOFS],
                [file.name for _, file in request.form.files],
                [request.queries(name) for name in request.http.query_params],
                dict(request.query),
            )
        )
        return Response("")

    dispatcher = Dispatcher(board.parts)
    entries = [replace(entry, who=None) for entry in permissions.PAGES]
    app = Starlette(
        routes=[
            Route(
                one.path,
                dispatcher.endpoint(one, page, lambda _: True),
                methods=[one.method],
            )
            for one in entries
        ]
    )
    client, said = TestClient(app, ADDRESS), sentence(secrets)
    client.cookies = board.as_("ada").client.cookies
    for entry in entries:
        path = path_of(entry, number, secrets[0][0])
        # Which page it is makes no difference, and one is tried with every name.
        names = fields() if entry.name == "answer.decide" else ["text", "unheard_of"]
        sent = {"data": dict.fromkeys(names, said), "files": {"f": (said, b"x")}}
        sent = sent if entry.method == "POST" else {}
        query = dict.fromkeys(names[:20], said)
        client.request(entry.method, path, params=query, **sent)

    assert len(seen) == len(entries)
    assert [one for one in seen if holds(str(one), *secrets)] == []
    # What stands around the secrets stays.
    assert all("Bitte [Link" in str(one) and "lassen" in str(one) for one in seen)


def test_what_is_typed_to_prove_something_reaches_its_page(board, secrets):
    seen = []

    def page(request):
        seen.append(dict(request.form.fields))
        return Response("")

    entry = next(one for one in permissions.PAGES if one.name == "answer.decide")
    endpoint = Dispatcher(board.parts).endpoint(entry, page, lambda _: True)
    app = Starlette(routes=[Route(entry.path, endpoint, methods=["POST"])])
    (link, *_), (code,) = secrets

    TestClient(app, ADDRESS).post(
        f"/answer/{link}", data={"code": code, "comment": f"{code}, oder 123 4567"}
    )

    assert seen == [{"code": code, "comment": "[Code entfernt/removed], oder 123 4567"}]


@pytest.mark.slow
def test_no_endpoint_of_the_api_sees_a_secret(board, desk, number, secrets):
    seen = []

    async def endpoint(request: Request) -> Response:
        seen.append(await request.json())
        return Response("")

    api = FastAPI()
    api.state.parts = board.parts
    api.router.route_class = Admitting
    entries = [one for one in permissions.API if one.method != "GET"]
    for one in entries:
        api.add_api_route(one.path, endpoint, methods=[one.method], name=one.name)
    with writing(desk.engine) as connection:
        wish = NewToken(person="ada", label="y", by="ada")
        _, mine = api_tokens.make(desk.call(connection), wish)
    client = TestClient(api, headers={"Authorization": f"Bearer {mine}"})
    said = sentence(secrets)

    for one in entries:
        path = path_of(one, number, "")
        body = json.dumps({"a": said, "b": [{said: said}], "c": 3})
        client.request(one.method, path, content=body)

    assert len(seen) == len(entries) >= 5
    assert [one for one in seen if holds(json.dumps(one), *secrets)] == []
    assert all(isinstance(one, Admitting) for one in make_api(board.parts).routes)


def test_nothing_that_people_write_brings_a_secret_into_the_database(
    board, desk, number, secrets
):
    said = sentence(secrets)
    ada, ines = board.as_("ada"), board.stranger()
    token = secrets[0][0]

    ada.post(f"/posts/{number}/comments", {"text": said})
    ada.post("/absences", {"person": "ada", "first": "2023-10-02", "comment": said})
    ada.post("/views", {"page": "register", "name": said[:40], "query": f"q={said}"})
    seen = board.stranger().see(f"/answer/{token}").forms
    form = dict(next(one for one in seen if one.action.endswith(token)).fields)
    form |= {"decision": "request_changes", "comment": said, "name": f"Ines {token}"}
    ines.post(f"/answer/{token}", form)

    log = "".join(line.comment for line in desk.file(number))
    assert log.count("Bitte [Link entfernt/removed]") == 2
    assert spilt_in(desk.engine, *secrets) == []


def test_a_link_to_sign_in_is_struck_like_any_other(board, desk, number):
    board.as_("ada")
    with writing(desk.engine) as connection:
        made = sign_in_links.ask(
            desk.call(connection), desk.directory.people["ada"].email
        )

    board.as_("ada").post(
        f"/posts/{number}/comments", {"text": f"Hier: {ADDRESS}/sign-in/{made.token}"}
    )

    assert desk.file(number)[-1].comment == "Hier: [Link entfernt/removed]"
