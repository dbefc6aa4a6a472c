"""The guard of forms: what is no form, or an odd one, is refused and breaks nothing."""

import pytest
from dashboards import Page

from dashboard.permissions import PAGES

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


def part(name, value=b"v", more=b""):
    head = b'--x\r\nContent-Disposition: form-data; name="' + name + b'"' + more
    return head + b"\r\n\r\n" + value + b"\r\n"


END = b"--x--\r\n"
ODD_FORMS = {
    "nothing": (FORM, b""),
    "two thousand fields": (FORM, b"&".join(b"f%d=1" % n for n in range(2000))),
    "two thousand parts": (MULTIPART, part(b"comment") * 2000 + END),
    "half a million signs": (FORM, b"&=" * 250_000),
    "the same field many times": (FORM, b"&".join([b"seen=1", b"comment=a"] * 100)),
    "NUL": (FORM, b"comment=a%00b&seen=1%00&text=%00&label=%00&email=%00&name=%00"),
    "raw NUL": (FORM, b"comment=\0&text=\0"),
    "half characters": (FORM, b"comment=%ED%A0%80&text=%ED%B0%80&seen=%ED%A0%80"),
    "no percent": (FORM, b"comment=%&text=%zz&seen=%1&%=%&label=%u0041"),
    "no UTF-8": (FORM, b"comment=\xff\xfe&text=%FF%FE&email=%C3"),
    "UTF-16": (FORM + "; charset=utf-16", "comment=ü".encode("utf-16")),
    "huge number": (FORM, b"seen=" + b"9" * 5000 + b"&version=" + b"9" * 30),
    "odd numbers": (FORM, "seen=٣&version=-0&step=1e9".encode()),
    "odd dates": (FORM, b"day=0001-01-01&until=9999-12-31&first=10000-1-1&last=-1"),
    "long names": (FORM, b"x" * 300_000 + b"=1"),
    "semicolons": (FORM, b"a=1;comment=2;seen"),
    "no boundary": ("multipart/form-data", part(b"comment") + END),
    "empty boundary": ("multipart/form-data; boundary=", part(b"comment") + END),
    "long boundary": ("multipart/form-data; boundary=" + "b" * 500, END),
    "other boundary": ("multipart/form-data; boundary=y", part(b"comment") + END),
    "no end": (MULTIPART, part(b"comment")),
    "cut off": (MULTIPART, part(b"comment")[:30]),
    "no disposition": (MULTIPART, b"--x\r\n\r\nvalue\r\n" + END),
    "no name": (MULTIPART, b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n" + END),
    "odd disposition": (MULTIPART, b"--x\r\nContent-Disposition: \xff;;=\r\n\r\nv\r\n"),
    "many headers": (MULTIPART, b"--x\r\n" + b"A: b\r\n" * 5000 + b"\r\nv\r\n" + END),
    "long header": (MULTIPART, b"--x\r\nA: " + b"b" * 100_000 + b"\r\n\r\nv\r\n" + END),
    "a file for text": (MULTIPART, part(b"comment", more=b'; filename="a.txt"') + END),
    "too many files": (MULTIPART, part(b"f", more=b'; filename="a"') * 21 + END),
    "a form in a form": (
        MULTIPART,
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: '
        b"multipart/mixed; boundary=z\r\n\r\n--z\r\n\r\nv\r\n--z--\r\n" + END,
    ),
    "half by UTF-7": (MULTIPART + "; charset=utf-7", part(b"comment", b"+2AA-") + END),
    "half by escape": (
        MULTIPART + "; charset=unicode_escape",
        part(b"comment", b"\\ud800") + END,
    ),
    "no character set": (MULTIPART + "; charset=nosuch", part(b"comment") + END),
    "punycode": (MULTIPART + "; charset=punycode", part(b"name", b"\xff-\xff") + END),
    "idna": (MULTIPART + "; charset=idna", part(b"comment", b"xn--\xff") + END),
    "an idle text": ("text/plain", b"comment=a"),
    "JSON": ("application/json", b'{"comment": "a"}'),
    "no kind": ("", b"comment=a"),
    "odd kind": (";;;=\xff", b"comment=a"),
}
# One address of each sort; the token and the name are nobody's.
ADDRESSES = [
    entry.path.replace("{number}", "2023-001")
    .replace("{trigger}", "withdraw")
    .replace("{step}", "1")
    .replace("{key}", "1")
    .replace("{notice}", "1")
    .replace("{name}", "remind")
    .replace("{act}", "run")
    .replace("{token}", "abc")
    for entry in PAGES
    if entry.method == "POST" and entry.name != "sign_out"
]


# Where people type most; every form is tried there.
SOME = ("/me/preferences", "/posts/2023-001/moves/withdraw")
# What a parser of forms lets pass, and a database may choke on.
WORST = ("NUL", "half characters", "half by UTF-7", "huge number", "odd dates")


@pytest.fixture
def ada(dashboard, a_post):
    a_post("smi")
    return dashboard.as_("ada")


def faults(browser, names, paths):
    """Return where a form of these names is answered by a fault of ours."""
    return [
        (name, path)
        for name in names
        for path in paths
        if send(browser, name, path).status_code in {500, 503}
    ]


def send(browser, name, path):
    kind, content = ODD_FORMS[name]
    headers = {"Content-Type": kind.encode("latin-1")}
    return browser.client.post(path, content=content, headers=headers)


@pytest.mark.slow
@pytest.mark.parametrize("kind_of_database", ["sqlite"], indirect=True)
def test_an_odd_form_breaks_nothing(ada):
    assert faults(ada, ODD_FORMS, SOME) == []


@pytest.mark.slow
def test_what_a_database_may_choke_on_breaks_nothing_anywhere(ada):
    assert faults(ada, WORST, ADDRESSES) == []


@pytest.mark.bombardment
@pytest.mark.timeout(1800)
def test_every_odd_form_breaks_nothing_anywhere(ada):
    assert faults(ada, ODD_FORMS, ADDRESSES) == []


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("two thousand fields", 400),
        ("two thousand parts", 400),
        ("half a million signs", 400),
        ("long boundary", 400),
        ("no boundary", 400),
        ("too many files", 400),
        ("many headers", 400),
        ("odd disposition", 400),
    ],
)
@pytest.mark.parametrize("kind_of_database", ["sqlite"], indirect=True)
def test_what_is_no_form_has_its_own_page(name, status, ada):
    page = Page(send(ada, name, "/me/preferences"))

    assert page.status == status
    assert "Diese Anfrage" in page.text


ODD_QUERIES = [
    "%",
    "a=%ff",
    "state=%00&house=%00&person=%00&channel=%22&text=%00&sort=x&view=z",
    "month=%00",
    "month=0001-01",
    "month=9999-12",
    "month=2023-99",
    "week=9999-W53",
    "week=0000-W00",
    "week=2023-W54",
    "page=" + "9" * 5000,
    "page=-1&as=exe",
    "page=%D9%A3&from=%00&to=9999-99-99&next=%00",
    "&".join(f"house=h{n}" for n in range(1500)),
]
LISTS = ("/", "/board", "/calendar", "/posts", "/posts/export", "/sign-in")


@pytest.mark.slow
def test_an_odd_question_breaks_no_page(ada):
    for query in ODD_QUERIES:
        for path in LISTS:
            assert ada.get(f"{path}?{query}").status_code < 500, (path, query[:60])


NAMES = ("number", "house", "trigger", "version", "step", "key", "notice")
NAMES += ("name", "act", "token")
ODD_NAMES = ["%00", "%ED%A0%80", "x" * 3000, "9" * 30, "-1", "%0D%0Aa:b", "%22%3E"]


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD_NAMES, ids=lambda odd: odd[:12])
def test_an_odd_name_in_an_address_breaks_no_page(odd, ada):
    for entry in PAGES:
        path = entry.path
        for name in NAMES:
            path = path.replace(f"{{{name}}}", odd)
        if path != entry.path:
            answer = ada.client.request(entry.method, path)
            assert answer.status_code in {200, 303, 400, 403, 404, 405, 410, 422}, path
            assert "a" not in answer.headers
