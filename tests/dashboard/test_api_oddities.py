"""Odd requests of programs: a sentence goes back, and nothing is kept."""

import json

import pytest
from programs import ROOT, program_of

NEW = {
    "title": "Über Brücken",
    "slot_at": "2023-11-21T10:00:00+01:00",
    "houses": ["smi"],
}
TEXTS = ["a\0b", "\ud800", "x" * 20_001, 5, None, ["a"], {"a": "b"}, True, "", " \t"]
NUMBERS = [0, -1, 10**9 + 1, 10**400, 1.5, 1e308, "1", True, None, [], "\0"]
INSTANTS = [
    "0001-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "9999-12-31T23:59:59+23:59",
    "2023-11-21T10:00:00+24:00",
    "2023-11-21T10:00:00",
    "2023-11-21",
    "2023-11-22T10:00:00+01:00",  # Buß- und Bettag
    "2100-01-04T00:30:00+23:59",
    "2099-12-31T23:59:00-23:59",
    "1999-12-31T10:00:00+01:00",
    "2023-02-30T10:00:00+01:00",
    "1700000000",
    1_700_000_000,
    "nächsten Dienstag",
    "2023-11-21T10:00:00+01:00\0",
    "٢٠٢٣-11-21T10:00:00+01:00",
    None,
]
HOUSES = [[], ["smi"] * 101, ["agentur"], ["niemand"], ["a\0"], ["\ud800"], "smi", [""]]
MAPPINGS = [
    {"mastodon": "x"},
    {"linkedin": "a\0"},
    {"linkedin": None},
    {"\ud800": "x"},
    {"a\0": "x"},
    {"": "x"},
    [],
    "linkedin",
]
ADDRESSES = ["javascript:alert(1)", "https://", "ftp://a.de", "a\0", "x" * 2001, 1]
STRANGE = [{"more": 1}, {"author": "ben"}, {"door": {}}, {"__proto__": {}}, {"\0": 1}]


@pytest.fixture
def ada(dashboard):
    """A program of Ada's, the coordinator."""
    return program_of(dashboard, "ada")


def send(program, method, path, values):
    """Send values as JSON can say them, half characters by their escapes, too."""
    return program.client.request(
        method,
        f"{ROOT}{path}",
        content=json.dumps(values).encode(),
        headers={"Content-Type": "application/json"},
    )


def is_refused(answer):
    """Say whether it is a sentence of ours, and no fault of ours."""
    is_sentence = list(answer.json()) == ["detail"] and answer.json()["detail"]
    return bool(400 <= answer.status_code < 500 and is_sentence)


def each(name, odd):
    return [{name: value} for value in odd]


CHANGES = [
    *each("title", [text for text in TEXTS if text is not None]),
    *each("link", ADDRESSES),
    *each("texts", MAPPINGS),
    *each("slot_at", [at for at in INSTANTS if at is not None]),
    *each("seen_row_version", NUMBERS),
    *each("comment", ["a\0b", "\ud800", 5, None]),
    *STRANGE,
]
PLANS = [
    *each("title", TEXTS),
    *each("link", ADDRESSES),
    *each("texts", MAPPINGS),
    *each("slot_at", INSTANTS),
    *each("houses", HOUSES),
    *each("wants_assets", [0, 1, "yes", None]),
    *STRANGE,
]
MOVES = [
    *each("trigger", ["", "fly", "\0", None, 1, "lapse"]),
    *each("comment", ["a\0b", "\ud800", 5, ""]),
    *each("house", ["", "niemand", "a\0", "\ud800", 1]),
    *each("on_behalf_of", ["", "niemand", "a\0", "\ud800", "cem", 1]),
    *each("target", ["nowhere", "", 1]),
    *each(
        "proofs", [*MAPPINGS, {"linkedin": "no address"}, {"linkedin": "https://a.de"}]
    ),
    *each("seen_version", NUMBERS),
    *STRANGE,
]


@pytest.mark.slow
def test_a_plan_with_something_odd_in_it_is_refused_and_none_is_kept(ada):
    answers = [send(ada, "POST", "/posts", NEW | odd) for odd in PLANS]

    kept = [odd for odd, one in zip(PLANS, answers, strict=True) if not is_refused(one)]
    assert kept == []
    assert ada.get("/posts").json()["count"] == 0


@pytest.mark.slow
def test_an_edit_with_something_odd_in_it_is_refused_and_changes_nothing(ada, a_post):
    path = f"/posts/{a_post('smi')}"
    before = ada.get(path).json()
    wish = {"title": "Neu", "seen_row_version": 1}

    answers = [send(ada, "PATCH", path, wish | odd) for odd in CHANGES]

    kept = [o for o, one in zip(CHANGES, answers, strict=True) if not is_refused(one)]
    assert kept == []
    assert ada.get(path).json() == before


@pytest.mark.slow
def test_a_move_with_something_odd_in_it_is_refused_and_moves_nothing(ada, a_post):
    path = f"/posts/{a_post('smi')}"
    before = ada.get(path).json()
    wish = {"trigger": "withdraw", "comment": "x", "seen_row_version": 1}

    answers = [
        send(ada, "POST", f"{path}/moves", wish | {"seen_version": 1} | odd)
        for odd in MOVES
    ]

    kept = [odd for odd, one in zip(MOVES, answers, strict=True) if not is_refused(one)]
    assert kept == []
    assert ada.get(path).json() == before


def test_an_odd_comment_or_reminder_is_refused(ada, a_post):
    path = f"/posts/{a_post('smi')}"

    comments = [*each("text", TEXTS), {}, *({"text": "x"} | odd for odd in STRANGE)]
    reminders = [{"house": odd} for odd in ("", "niemand", "\0", "\ud800", 1)]
    answers = [send(ada, "POST", f"{path}/comments", odd) for odd in comments]
    answers += [send(ada, "POST", f"{path}/reminders", odd) for odd in reminders]

    assert [answer.text for answer in answers if not is_refused(answer)] == []


@pytest.mark.parametrize(
    "query",
    [
        "state=flying",
        "state=draft&state=",
        "month=2023-13",
        "month=23-1",
        "month=0001-01",
        "month=9999-12",
        "month=2023-11%00",
        "limit=0",
        "limit=201",
        "limit=9e9",
        "limit=" + "9" * 5000,
        "offset=-1",
        "offset=1000001",
        "descending=vielleicht",
        "sort=colour",
        "late=always",
        "text=" + "x" * 201,
        "house=" + "x" * 81,
        "colour=red",
        "limit=1&limit=two",
    ],
)
def test_an_odd_question_is_refused(query, ada):
    assert is_refused(ada.get(f"/posts?{query}"))


@pytest.mark.parametrize(
    "query",
    [
        "text=%00",
        "text=%ED%A0%80",
        "text=%FF%FE",
        "text=%",
        "text=%25_%5C",
        "house=%00",
        "person=%0A",
        "channel=%00",
        "channel=%2C",
        "house=niemand",
        "offset=1000000",
        "sort=due&descending=true&offset=1000000&limit=200",
    ],
)
def test_what_nothing_is_called_finds_nothing(query, ada, a_post):
    a_post("smi")

    answer = ada.get(f"/posts?{query}")

    assert (answer.status_code, answer.json()["posts"]) == (200, [])


@pytest.mark.parametrize(
    "number",
    ["%00", "%ED%A0%80", "%FF", "%2E%2E", "2023-001%0A", "x" * 40, "%F0%9F%A6%8A"],
)
def test_an_odd_number_is_that_of_no_post(number, ada):
    ways = [ada.get(f"/posts/{number}"), ada.get(f"/posts/{number}/file")]
    ways.append(ada.send(f"/posts/{number}/comments", {"text": "x"}))

    assert {way.status_code for way in ways} <= {404, 405}
    assert all(is_refused(way) for way in ways)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"text": "\xed\xa0\x80"}', "application/json"),
        (b'{"text": "x"}', "text/plain"),
        (b"text=x", "application/x-www-form-urlencoded"),
        (b"--x--", "multipart/form-data; boundary=x"),
        (b'{"text": "x", "text": 1}', "application/json"),
        (b'{"text": ' + b"9" * 5000 + b"}", "application/json"),
        (b'{"text": NaN}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 20_000, "application/json"),
        ('{"text": "ü"}'.encode("utf-16"), "application/jsons"),
        (b'{"text": "x"}', ""),
        (b'{"text": "x"}', "\x00"),
    ],
)
def test_an_odd_body_is_refused(content, kind, ada, a_post):
    path = f"{ROOT}/posts/{a_post('smi')}/comments"

    answer = ada.client.post(path, content=content, headers={"Content-Type": kind})

    assert is_refused(answer)


def test_more_than_a_megabyte_is_too_much_announced_or_not(ada, a_post):
    path = f"{ROOT}/posts/{a_post('smi')}/comments"
    large = json.dumps({"text": "x" * 2_000_000}).encode()
    kind = {"Content-Type": "application/json"}

    announced = ada.client.post(path, content=large, headers=kind)
    parts = (large[at : at + 65_536] for at in range(0, len(large), 65_536))
    unannounced = ada.client.post(path, content=parts, headers=kind)

    assert [announced.status_code, unannounced.status_code] == [413, 413]
    assert is_refused(announced)
    assert is_refused(unannounced)


def test_another_host_is_refused_in_json(ada):
    answer = ada.get("/me", headers={"Host": "evil.example"})

    assert answer.status_code == 421
    assert is_refused(answer)
