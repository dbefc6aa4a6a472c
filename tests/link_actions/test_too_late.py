"""Whoever comes second is told who was faster, and their words stay; both databases."""

import json
from threading import Barrier, Thread

import pytest
from answers import Links

from states.post import Trigger
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing.late_words import LateAnswer
from vorlauf.editing.late_words import keep as keep_by_account
from vorlauf.errors import ConflictError, RefusedError
from vorlauf.link_actions.too_late import MOST, keep_late
from vorlauf.posts.comment_queries import COMMENT

AUDIT = table_of(Audit)
NO = Trigger.REQUEST_CHANGES


@pytest.fixture
def links(desk):
    return Links(desk)


def said(desk):
    return [(one.author, one.text) for one in desk.rows(COMMENT)]


def answered_late(links, opened, name, words, trigger=NO):
    """Answer as the page does: late words are kept in a transaction of their own."""
    try:
        links.say_opened(opened, name, trigger, words)
    except (ConflictError, RefusedError):
        return links.act(keep_late, opened, name, trigger.value, words)
    return None


def test_of_two_links_at_once_one_decides_and_both_words_stay(desk, links, asked):
    for number in asked(*["smi"] * 3):
        start, told = Barrier(2), []

        def click(who, name, number=number, start=start, told=told):
            opened = links.open(links.issue(number, who))
            start.wait()
            words = f"{name}: Datum falsch."
            told.append((name, answered_late(links, opened, name, words)))

        at_once(click, [("ines", "Ines Iser"), ("ivo", "Ivo Jahn")])

        ((winner, _),) = [one for one in told if one[1] is None]
        ((loser, sentence),) = [one for one in told if one[1] is not None]
        lines = desk.rows(AUDIT, post_id=desk.post(number).id)
        (decided,) = [line for line in lines if line.event == NO]
        assert decided.actor == winner
        assert f"{winner} was faster" in str(sentence)
        assert "kept as a comment" in str(sentence)
        assert (loser, f"{loser}: Datum falsch.") in said(desk)
        (kept,) = [line for line in lines if line.event == "comment"]
        details = json.loads(kept.details)
        assert (kept.actor, kept.capacity) == (loser, "contact")
        assert (details["door"], details["late"]) == ("link", NO)


@pytest.mark.parametrize(
    "rival",
    [
        lambda desk, number: desk.do(number, "withdraw", comment="Weg."),
        lambda desk, number: desk.save(number, texts={"xing": "Anders."}),
        lambda desk, number: desk.do(number, "endorse", "ivo"),
    ],
    ids=["withdraw", "save", "deputy"],
)
def test_a_link_against_an_account_loses_no_words(desk, links, asked, rival):
    for number in asked(*["smi"] * 3):
        opened, start, told = links.open(links.issue(number, "ines")), Barrier(2), []

        def click(opened=opened, start=start, told=told):
            start.wait()
            told.append(answered_late(links, opened, "Erika Muster", "Datum falsch."))

        def act(number=number, start=start):
            start.wait()
            try:
                rival(desk, number)
            except (ConflictError, RefusedError):
                return

        at_once(lambda function: function(), [(click,), (act,)])

        lines = desk.rows(AUDIT, post_id=desk.post(number).id)
        words = [line.comment for line in lines if line.actor == "Erika Muster"]
        assert words == ["Datum falsch."]
        kept = [line for line in lines if line.event == "comment"]
        assert len(kept) == (told != [None])
        assert all(line.capacity == "by_forwarded_link" for line in kept)


def at_once(function, calls):
    threads = [Thread(target=function, args=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_an_account_that_comes_second_loses_no_words(desk, asked):
    (number,) = asked("smi")
    seen = desk.post(number).row_version
    desk.do(number, "endorse", "ivo")

    with pytest.raises(ConflictError):
        desk.do(number, NO, "ines", comment="Datum falsch.", seen_row_version=seen)
    late = LateAnswer(number=number, actor="ines", event=NO, comment="Datum falsch.")
    sentence = desk.ask(keep_by_account, late)

    assert "Ivo Jahn was faster (endorse" in str(sentence)
    assert said(desk) == [("Ines Iser", "Datum falsch.")]
    assert json.loads(desk.rows(AUDIT)[-1].details)["late"] == NO


def test_the_same_words_are_kept_once_and_a_link_does_not_write_for_ever(
    desk, links, asked
):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))
    desk.do(number, "endorse", "ivo")

    for words in ("Eins.", "Eins.", "Zwei.", "Drei.", "Vier.", "Fünf."):
        links.act(keep_late, opened, "Ines Iser", NO, words)

    assert [text for _, text in said(desk)] == ["Eins.", "Zwei.", "Drei."][:MOST]


def test_a_second_click_and_a_link_past_its_time_leave_nothing(desk, links, asked):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))
    links.say_opened(opened, "Ines Iser", NO, "Datum falsch.")

    assert links.act(keep_late, opened, "Ines Iser", NO, "Datum falsch.") is None
    desk.now = opened.link.ends_at.replace(year=opened.link.ends_at.year + 1)
    assert links.act(keep_late, opened, "Ivo Jahn", NO, "Zu spät.") is None
    assert said(desk) == []


def test_nobody_writes_late_in_the_name_of_another(desk, links, asked):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))
    desk.do(number, "endorse", "ivo")

    with pytest.raises(RefusedError):
        links.act(keep_late, opened, "Clara Müller", NO, "Nein.")
