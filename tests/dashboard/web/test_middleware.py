"""Middleware: whatever comes to the door, and the headers of every answer."""

from datetime import timedelta

import pytest
from dashboards import ADDRESS, Page
from each import each

from dashboard.web.middleware import POLICY
from dashboard.web.session_cookie import COOKIE

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "strict-transport-security": "max-age=31536000",
}
THEIR_SITES = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "SAME-ORIGIN"},
    {"Sec-Fetch-Site": "cross-site", "Origin": ADDRESS},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://vorlauf.example.org"},
    {"Origin": "https://vorlauf.example.org.evil.example"},
    {"Origin": "https://vorlauf.example.org:8443"},
    {"Origin": "https://evil.example/https://vorlauf.example.org"},
    {"Origin": "https://ada@vorlauf.example.org"},
    {"Origin": "https://[::1"},
    {"Referer": ADDRESS},
    {},
]
OUR_SITES = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": ADDRESS},
    {"Origin": ADDRESS.upper()},
    {"Origin": "http://127.0.0.1:8000", "Host": "127.0.0.1:8000"},
]
HOSTS = [
    "evil.example",
    "vorlauf.example.org.evil.example",
    "vorlauf.example.org:8443",
    "vorlauf.example.org@evil.example",
    "vorlauf.example.org, evil.example",
    "vorlauf.example.org/",
    "vorlauf.example.org\t",
    "[::1",
    "[",
    "a:b:c",
    "",
    " ",
    b"vorlauf.example.org\xff",
    "x" * 5000,
    "localhost:1",
    "vorlauf.example.org?",
    "vorlauf.example.org#",
]


@pytest.fixture
def kind_of_database():
    """No database answers what comes no further than to the door."""
    return "sqlite"


@pytest.fixture
def sit(dashboard):
    """Return a function that gives somebody a browser that tells no origin."""

    def seat(person="ada"):
        browser = dashboard.as_(person)
        del browser.client.headers["Sec-Fetch-Site"]
        return browser

    return seat


@pytest.fixture
def port(dashboard):
    """The port under which this machine itself may ask."""
    return dashboard.wiring.settings.dashboard_port


def language_of(browser):
    page = Page(browser.get("/me"))
    return page.html.partition('lang="')[2][:2]


@pytest.mark.parametrize("headers", THEIR_SITES, ids=str)
def test_what_comes_from_elsewhere_changes_nothing(headers, sit):
    browser = sit()

    page = browser.send("/me/preferences", {"language": "en"}, headers=headers)

    assert (page.status, language_of(browser)) == (403, "de")
    assert "Das ist nicht erlaubt" in page.text
    # Nothing of what a foreign page has filled in may be sent on from here.
    assert "v-held" not in page.html
    assert "set-cookie" not in page.response.headers


def test_a_refused_attempt_does_not_keep_a_visit_alive(sit, dashboard):
    browser = sit()
    for _ in range(3):
        dashboard.desk.now += timedelta(minutes=50)
        browser.post("/stay", headers={"Sec-Fetch-Site": "cross-site"})

    assert browser.get("/me").status_code == 303


def test_the_refusal_speaks_the_language_of_its_reader(sit):
    page = sit("fay").send("/me/preferences", {"language": "de"})

    assert page.status == 403
    assert "That may not be done" in page.text


@pytest.mark.parametrize("headers", OUR_SITES, ids=str)
def test_what_comes_from_a_page_of_ours_is_done(headers, sit, port):
    headers = {name: text.replace("8000", str(port)) for name, text in headers.items()}
    browser = sit()
    browser.client.cookies.set(COOKIE, browser.client.cookies[COOKIE])

    answer = browser.post("/me/preferences", {"language": "en"}, headers=headers)

    assert answer.status_code == 303


@each("path", ["/", "/static/vorlauf.css", "/sign-in", "/nothing"])
@each("host", HOSTS)
def test_under_another_name_we_are_not_there(host, path, sit):
    answer = sit().get(path, headers={"Host": host})

    assert answer.status_code == 421
    assert answer.headers["cache-control"] == "no-store"
    assert "location" not in answer.headers
    assert "evil" not in answer.text


def test_forwarded_names_are_not_listened_to(sit):
    names = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}

    answer = sit().get("/posts/", headers={**names, "X-Original-URL": "/people"})

    assert "evil" not in f"{answer.headers}{answer.text}"


def parts(size):
    yield b"text="
    for _ in range(size // 100_000):
        yield b"x" * 100_000


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("kind", ["form", "multipart"])
def test_ten_megabytes_are_too_much_for_a_form(is_announced, kind, dashboard):
    kinds = {
        "form": "application/x-www-form-urlencoded",
        "multipart": "multipart/form-data; boundary=x",
    }
    head = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n'
    sent = [head if kind == "multipart" else b"", *parts(10_000_000)]
    browser = dashboard.as_("ada")

    answer = browser.client.post(
        "/me/preferences",
        content=b"".join(sent) if is_announced else iter(sent),
        headers={"Content-Type": kinds[kind]},
    )

    assert answer.status_code == 413
    assert "Das ist mehr" in Page(answer).text


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "٣", "9" * 5000, " ", "+5"])
def test_an_odd_length_is_refused(length, dashboard):
    browser = dashboard.as_("ada")

    answer = browser.client.post(
        "/stay", content=b"", headers={"Content-Length": length.encode()}
    )

    assert answer.status_code in {400, 413}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/me"),
        ("PUT", "/me/preferences"),
        ("PATCH", "/"),
        ("GET", "/sign-out"),
        ("GET", "/me/preferences"),
        ("POST", "/me"),
        ("POST", "/board"),
        ("OPTIONS", "/"),
        ("TRACE", "/"),
        ("BREW", "/"),
        ("POST", "/static/vorlauf.css"),
        ("DELETE", "/static/vorlauf.css"),
    ],
)
def test_another_method_has_its_own_page(method, path, dashboard):
    answer = dashboard.as_("ada").client.request(method, path)

    assert answer.status_code == 405
    assert "Diese Adresse wird so nicht verwendet" in Page(answer).text


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method"])
def test_a_method_cannot_be_told_otherwise(name, dashboard):
    browser = dashboard.as_("ada")

    by_header = browser.get("/sign-out", headers={name: "POST"})
    by_query = browser.get("/sign-out?_method=POST")
    by_field = browser.post("/me/preferences", {"_method": "DELETE", "language": "de"})

    assert [by_header.status_code, by_query.status_code] == [405, 405]
    assert by_field.status_code == 303
    assert browser.get("/me").status_code == 200


def everywhere(dashboard):
    """Yield answers of every kind."""
    ada, stranger = dashboard.as_("ada"), dashboard.stranger()
    yield ada.get("/me")
    yield ada.get("/health")
    yield ada.get("/changes")
    yield ada.client.head("/me")
    yield ada.get("/nothing")
    yield ada.get("/sign-out")
    yield ada.get("/", headers={"Host": "evil.example"})
    yield ada.post("/me/preferences", {"language": "de"})
    yield ada.post("/me/preferences", headers={"Sec-Fetch-Site": "cross-site"})
    yield ada.post("/me/preferences", content=b"x" * 2_000_000)
    yield stranger.get("/")
    yield stranger.get("/sign-in")
    yield stranger.post("/stay")
    yield stranger.get("/api/v1/me")
    yield stranger.get("/api/v1/nothing")
    yield stranger.get("/api/v1/me", headers={"Host": "evil.example"})
    yield stranger.get("/static/nothing.css")


def test_every_answer_has_every_header(dashboard):
    for answer in everywhere(dashboard):
        found = {name: answer.headers.get(name) for name in HEADERS}
        assert found == HEADERS, answer.url
        assert answer.headers["cache-control"] == "no-store", answer.url
        assert "server" not in answer.headers
    assert HEADERS["content-security-policy"] == POLICY


@pytest.mark.parametrize("name", ["vorlauf.css", "vorlauf.js", "icons.svg"])
def test_a_file_of_ours_is_kept_and_has_every_header(name, dashboard):
    stranger = dashboard.stranger()
    answer = stranger.get(f"/static/{name}")
    again = stranger.get(
        f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]}
    )

    assert (answer.status_code, again.status_code) == (200, 304)
    for one in (answer, again):
        assert {name: one.headers.get(name) for name in HEADERS} == HEADERS
        assert one.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/vorlauf.css%00",
        "/static/" + "x" * 5000,
        "/static/",
    ],
)
def test_nothing_else_is_a_file_of_ours(path, dashboard):
    answer = dashboard.stranger().get(path)

    assert answer.status_code in {303, 307, 404}
    assert answer.headers["cache-control"] == "no-store"
    assert "import" not in answer.text
