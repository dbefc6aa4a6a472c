from datetime import timedelta

import pytest

from vorlauf.accounts.known_browsers import HOLDS, known, remembering

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
DAY = timedelta(days=1)


@pytest.fixture
def now(desk):
    return desk.now


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


def test_a_browser_is_known_to_whom_it_has_signed_in(now):
    cookie = remembering(KEY, "", "ines", now)

    assert list(known(KEY, cookie, now)) == ["ines"]
    assert list(known(KEY, cookie, now + HOLDS - DAY)) == ["ines"]
    assert known(KEY, cookie, now + HOLDS) == {}


def test_each_browser_has_an_id_of_its_own_that_its_cookie_does_not_show(now):
    cookies = [remembering(KEY, "", "ines", now) for _ in range(2)]
    ids = [known(KEY, cookie, now)["ines"] for cookie in cookies]

    assert len(set(ids)) == 2
    assert not any(own in cookie for own, cookie in zip(ids, cookies, strict=True))


def test_people_may_share_a_browser(now):
    cookie = ""
    for person in ("ines", "ivo", "ines", "jörg"):
        cookie = remembering(KEY, cookie, person, now)

    assert list(known(KEY, cookie, now)) == ["jörg", "ines", "ivo"]


def test_the_last_four_stay(now):
    cookie = ""
    for number in range(9):
        cookie = remembering(KEY, cookie, f"person {number}", now)

    assert list(known(KEY, cookie, now)) == [f"person {n}" for n in (8, 7, 6, 5)]


@pytest.mark.parametrize(
    "alter",
    [
        lambda cookie: cookie[:-1],
        lambda cookie: "x" + cookie,
        lambda cookie: cookie.replace(".20", ".21"),
        str.swapcase,
        lambda cookie: cookie * 2,
        lambda _: "...",
        lambda _: "a.b.c.d",
        lambda _: "~" * 9_000,
        lambda _: "ä.ö.ü.ß",
        lambda cookie: ".".join(["aXZv", *cookie.split(".")[1:]]),
    ],
)
def test_an_altered_cookie_is_nobodys(now, alter):
    assert known(KEY, alter(remembering(KEY, "", "ines", now)), now) == {}


def test_a_cookie_of_another_key_is_nobodys(now):
    cookie = remembering(OTHER_KEY, "", "ines", now)

    assert known(KEY, cookie, now) == {}
    assert list(known(KEY, remembering(KEY, cookie, "ivo", now), now)) == ["ivo"]
