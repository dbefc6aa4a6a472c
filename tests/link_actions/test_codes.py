"""Codes: three tries, each counted, whoever tries and wherever."""

import pytest
from answers import MINT, Links

from vorlauf.db.engine import writing
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.link_actions.codes import CodeVerdict, check_code, insist, needs_code
from vorlauf.links.verify import LinkState


@pytest.fixture
def links(desk):
    return Links(desk)


@pytest.fixture
def words(desk, links, asked):
    desk.amend("houses", "smi", code=True)
    (number,) = asked("smi")
    return links.issue(number, "ines")


@pytest.fixture
def typed(desk, links, words):
    def check(code):
        opened = links.open(words)
        with writing(desk.engine) as connection:
            return check_code(desk.call(connection), MINT, opened, code)

    return check


def test_only_houses_that_want_it_need_a_code(desk, links, words, asked):
    _, other = asked("smf", "smf")

    assert needs_code(desk.directory, links.open(words))
    assert not needs_code(desk.directory, links.open(links.issue(other, "frank")))


def test_the_right_code_is_right_however_it_is_spaced(links, words, typed):
    code = MINT.code(links.open(words).link)

    result = typed(f" {code[:3]} {code[3:]} ")

    insist(result)
    assert (result.verdict, result.left) == (CodeVerdict.RIGHT, 3)


@pytest.mark.parametrize(
    "code",
    ["", "abcdef", "\uff11\uff11\uff11\uff11\uff11\uff11", "1" * 10_000, "\ud800"],
)
def test_odd_codes_are_wrong(typed, code):
    assert typed(code).verdict is CodeVerdict.WRONG


def test_the_third_wrong_code_locks_the_link(links, words, typed):
    right = MINT.code(links.open(words).link)
    wrong = f"{(int(right) + 1) % 10**6:06}"

    with pytest.raises(BadInputError, match="2 tries are left"):
        insist(typed(wrong))
    with pytest.raises(BadInputError, match="1 try is left"):
        insist(typed(wrong))
    with pytest.raises(RefusedError, match="wrong too often"):
        insist(typed(wrong))

    assert links.open(words).state is LinkState.LOCKED
    assert typed(right).verdict is CodeVerdict.LOCKED
    with pytest.raises(RefusedError, match="locked"):
        links.say(words, "Ines Iser")
