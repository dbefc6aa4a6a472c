"""Topics: kept, changed, put back; their windows; the posts that are made of them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from states.post import PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import Audit, Comment, TopicState, table_of
from vorlauf.editing import new_posts
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.plan.topics import topic_changes, topic_posts, topic_queries
from vorlauf.plan.topics.topic_changes import NewTopic, SeenTopic
from vorlauf.plan.topics.topic_list import TopicFilter, TopicSort, listed
from vorlauf.plan.topics.topic_posts import TakeWish
from vorlauf.plan.topics.topic_rows import TopicWords
from vorlauf.plan.topics.topic_series import TopicSeries
from vorlauf.plan.topics.windows import TopicWindow, open_topics, windows_of

BRIDGES = TopicWords(title="Brücken bauen", houses=("smi",))


@pytest.fixture
def keep(desk):
    """Return a function that keeps a topic and returns the parts of it."""

    def make(actor="ada", series=None, **words):
        new = NewTopic(words=replace(BRIDGES, **words), series=series)
        with writing(desk.engine) as connection:
            return topic_changes.add(desk.call(connection), [new], actor)

    return make


@pytest.fixture
def act(desk):
    """Return a function that does something with a topic."""

    def make(function, key, *more, actor="ada", seen=None):
        with writing(desk.engine) as connection:
            which = SeenTopic(key=key, actor=actor, seen=seen)
            return function(desk.call(connection), which, *more)

    return make


@pytest.fixture
def topics(desk):
    def look():
        with reading(desk.engine) as connection:
            return topic_queries.all_topics(connection, desk.directory)

    return look


def events(desk):
    return [row.event for row in desk.rows(table_of(Audit))]


def test_a_topic_is_kept_changed_dropped_and_each_is_taken_back(
    desk, keep, act, topics
):
    (kept,) = keep(theme="Bau", day_rule="Tag der Pflege", note=" Frau Öz\r\nfragen ")
    assert (kept.id, kept.state, kept.day_rule) == (1, "open", "tag-der-pflege")
    assert kept.note == "Frau Öz\nfragen"
    assert topics() == [kept]

    edited = act(topic_changes.edit, 1, {"title": "Neu", "houses": ("smi", "smf")})
    same = act(topic_changes.edit, 1, {"title": "Neu"})
    assert (edited.title, edited.row_version, same) == ("Neu", 2, edited)
    back = act(topic_posts.undo, 1)
    assert (back.title, back.houses) == ("Brücken bauen", ("smi",))
    assert act(topic_posts.undo, 1).title == "Neu"

    dropped = act(topic_changes.drop, 1, "Zu spät.")
    assert (dropped.state, dropped.reason) == (TopicState.DROPPED, "Zu spät.")
    assert act(topic_posts.undo, 1).state is TopicState.OPEN
    act(topic_changes.drop, 1, "Zu spät.")
    restored = act(topic_changes.restore, 1)
    assert (restored.state, restored.reason) == (TopicState.OPEN, "")
    assert events(desk) == [
        "topic_add",
        "topic_edit",
        "topic_undo",
        "topic_undo",
        "topic_drop",
        "topic_undo",
        "topic_drop",
        "topic_restore",
    ]
    (other,) = keep(title="Anderes")
    assert act(topic_posts.undo, other.id).state is TopicState.DROPPED


def test_who_may_not_comes_late_or_asks_in_vain_is_told(keep, act, topics):
    keep()

    with pytest.raises(RefusedError, match="only they keep topics"):
        keep(actor="ines")
    with pytest.raises(RefusedError, match="only they keep topics"):
        act(topic_changes.drop, 1, "x", actor="ines")
    with pytest.raises(NotFoundError, match="no topic 99"):
        act(topic_changes.restore, 99)
    act(topic_changes.edit, 1, {"title": "Neu"}, seen=1)
    with pytest.raises(ConflictError, match="changed topic 1 meanwhile"):
        act(topic_changes.edit, 1, {"title": "Älter"}, seen=1)
    for wrong in (topic_changes.restore, topic_changes.accept):
        with pytest.raises(RefusedError, match="topic 1 is open"):
            act(wrong, 1)
    for reason in ("", " ", "x" * 501, "zwei\nZeilen"):
        with pytest.raises(BadInputError):
            act(topic_changes.drop, 1, reason)
    assert [one.title for one in topics()] == ["Neu"]


def test_every_fault_of_a_topic_is_named_at_once(keep, topics):
    with pytest.raises(BadInputError) as refused:
        keep(
            title=" ",
            houses=("smj", "agentur"),
            theme="x" * 81,
            format="a\nb",
            channels=("tiktok",),
            season="03-01",
            day_rule="tag-der-pfege",
            not_before=date(2024, 2, 2),
            until=date(2024, 2, 1),
        )

    sentence = str(refused.value)
    for part in (
        "has no title",
        "no house 'smj'",
        "81 characters; at most 80",
        "The format holds a line break",
        "no channel 'tiktok'",
        "'03-01' is no season",
        "'tag-der-pfege' is no recurring day, did you mean 'tag-der-pflege'?",
        "The last day, 2024-02-01, lies before the first",
    ):
        assert part in sentence
    with pytest.raises(BadInputError, match="names no house"):
        keep(houses=())
    with pytest.raises(BadInputError, match="write one of the two"):
        keep(season="03-01/05-31", day_rule="05-12")
    assert topics() == []


def test_a_series_is_so_many_topics_each_with_its_days(keep):
    parts = keep(
        series=TopicSeries(name="Köpfe", every=14, parts=3),
        not_before=date(2024, 1, 8),
    )

    assert [(one.part, one.parts, one.series) for one in parts] == [
        (1, 3, "Köpfe"),
        (2, 3, "Köpfe"),
        (3, 3, "Köpfe"),
    ]
    assert [(one.not_before, one.until) for one in parts] == [
        (date(2024, 1, 8), date(2024, 1, 21)),
        (date(2024, 1, 22), date(2024, 2, 4)),
        (date(2024, 2, 5), date(2024, 2, 18)),
    ]
    for odd in (
        TopicSeries(name="", every=7, parts=3),
        TopicSeries(name="x", every=0, parts=3),
        TopicSeries(name="x", every=7, parts=61),
    ):
        with pytest.raises(BadInputError):
            keep(series=odd)
    late = TopicSeries(name="x", every=400, parts=60)
    for far, series in (
        (date(9999, 12, 1), late),
        (date(2098, 12, 1), late),
        (date(9999, 12, 1), None),
        (date(27, 1, 1), None),
    ):
        with pytest.raises(BadInputError, match="write a day from 2001 to 2099"):
            keep(series=series, not_before=far)
    with pytest.raises(BadInputError, match="Nothing can be planned for 0027-02-01"):
        keep(until=date(27, 2, 1))
    with pytest.raises(BadInputError, match="at its own pace"):
        keep(series=TopicSeries(name="x", every=7, parts=2), day_rule="05-12")


def test_windows_are_clipped_seasons_go_across_new_year_and_days_come_each_year(
    desk, keep
):
    first, last = date(2024, 1, 10), date(2025, 3, 31)

    def seen(**words):
        (kept,) = keep(**words)
        return [(one.first, one.last, one.day) for one in windows_of(kept, first, last)]

    assert seen() == [(first, last, None)]
    assert seen(not_before=date(2026, 1, 1)) == []
    assert seen(until=date(2024, 2, 1)) == [(first, date(2024, 2, 1), None)]
    assert seen(season="12-01/01-31") == [
        (first, date(2024, 1, 31), None),
        (date(2024, 12, 1), date(2025, 1, 31), None),
    ]
    assert seen(season="02-29/02-29") == [
        (date(2024, 2, 29), date(2024, 2, 29), None),
        (date(2025, 2, 28), date(2025, 2, 28), None),
    ]
    assert seen(day_rule="03-21") == [
        (date(2024, 3, 14), date(2024, 3, 21), date(2024, 3, 21)),
        (date(2025, 3, 14), date(2025, 3, 21), date(2025, 3, 21)),
    ]
    desk.amend("houses", "smf")
    with reading(desk.engine) as connection:
        found = open_topics(desk.call(connection), first, last)
    assert [len(one.windows) for one in found] == [1, 1, 2, 2, 2]
    assert found[0].windows == (TopicWindow(first=first, last=last),)


def test_a_topic_becomes_the_draft_that_was_shown_and_goes_back(
    desk, keep, act, topics
):
    keep(
        houses=("smi", "smf"),
        channels=("linkedin",),
        note="Frau Öz fragen",
        wants_picture=False,
    )
    with reading(desk.engine) as connection:
        shown = topic_posts.slot_for(desk.call(connection), 1, "ada")
        office = desk.directory.agency.office
    assert shown.feasibility.met
    assert shown.window.first <= office.day_of(shown.slot_at) <= shown.window.last

    def make(call, which):
        return topic_posts.take(call, TakeWish(which=which, slot_at=shown.slot_at))

    number = act(make, 1, seen=1)
    post = desk.post(number)
    assert (post.title, post.houses, post.content.channels) == (
        "Brücken bauen",
        ("smf", "smi"),
        ("linkedin",),
    )
    assert (post.slot_at, post.state) == (shown.slot_at, PostState.DRAFT)
    assert (post.wants_assets, post.wants_graphics) == (False, False)
    (taken,) = topics()
    assert (taken.state, taken.post) == (TopicState.TAKEN, number)
    (comment,) = desk.rows(table_of(Comment))
    assert comment.text == "Themenspeicher, Thema 1 (Ada Lorenz)\n\nFrau Öz fragen"
    assert comment.internal
    with pytest.raises(RefusedError, match="Topic 1 is not open"):
        act(make, 1)

    back = act(topic_posts.undo, 1)
    assert (back.state, back.post) == (TopicState.OPEN, "")
    assert desk.post(number).state is PostState.WITHDRAWN
    with pytest.raises(RefusedError, match="was taken back"):
        act(topic_posts.undo, 1)

    again = act(make, 1)
    desk.do(again, "request_assets")
    with pytest.raises(RefusedError, match="no longer the draft"):
        act(topic_posts.undo, 1)
    desk.do(again, "withdraw", comment="Doch nicht.")
    (open_again,) = topics()
    assert (open_again.state, open_again.post) == (TopicState.OPEN, "")
    assert desk.post(act(make, 1)).state is PostState.DRAFT


def test_a_post_of_a_recurring_day_is_for_that_day_and_goes_back_by_its_number(
    desk, keep, act, topics
):
    keep(day_rule="buss-und-bettag", theme="Feiertage", format="Video", note="@ben?")
    office = desk.directory.agency.office

    def make(call, which, day):
        slot_at = office.at(day, time(10))
        return topic_posts.take(call, TakeWish(which=which, slot_at=slot_at))

    with writing(desk.engine) as connection:
        call = desk.call(connection)
        shown = topic_posts.slot_for(
            call, 1, "ada", office.at(date(2023, 11, 20), time(10))
        )
    assert not shown.is_again
    first = act(make, 1, date(2023, 11, 20))
    with writing(desk.engine) as connection:
        call = desk.call(connection)
        shown = topic_posts.slot_for(
            call, 1, "ada", office.at(date(2023, 11, 21), time(10))
        )
    assert shown.is_again
    assert shown.window.day == date(2023, 11, 22)
    second = act(make, 1, date(2023, 11, 21))
    far = act(make, 1, date(2023, 12, 5))
    (kept,) = topics()
    assert kept.taken_days == {date(2023, 11, 22)}
    assert kept.untouched == (first, second, far)

    about_day, _, about_none = desk.rows(table_of(Comment))
    assert about_day.text == (
        "Themenspeicher, Thema 1 (Ada Lorenz)\nFormat: Video\nRubrik: Feiertage\n"
        "Anlass: Buß- und Bettag, 22.11.2023\n\n@ben?"
    )
    assert "Anlass" not in about_none.text
    assert (about_day.mentions, about_day.internal) == ("", True)
    taken = [one for one in desk.rows(table_of(Audit)) if one.event == "topic_take"]
    assert [one.number for one in taken] == [first, second, far]
    with reading(desk.engine) as connection:
        assert new_posts.untouched(desk.call(connection), 2023) == [first, second, far]

    act(topic_changes.edit, 1, {"theme": "Bräuche"})
    back = act(topic_posts.give_back, 1, first)
    assert (back.untouched, back.taken_days) == ((second, far), {date(2023, 11, 22)})
    with pytest.raises(RefusedError, match="was taken back"):
        act(topic_posts.undo, 1)
    assert desk.post(second).state is PostState.DRAFT
    with pytest.raises(RefusedError, match="no post of topic 1"):
        act(topic_posts.give_back, 1, first)
    desk.do(second, "request_assets")
    with pytest.raises(RefusedError, match="the topic is open again"):
        act(topic_posts.give_back, 1, second)
    with reading(desk.engine) as connection:
        assert new_posts.untouched(desk.call(connection), 2023) == [far]


def test_a_recurring_day_gets_the_last_free_slot_before_it_and_comes_again(
    desk, keep, act, topics, a_post
):
    # 3 October 2023 is a holiday, the day before a bridge day; slots are short then.
    keep(day_rule="tag-der-deutschen-einheit")
    keep(day_rule="buss-und-bettag")
    office = desk.directory.agency.office

    def slot(key, at=None):
        with reading(desk.engine) as connection:
            return topic_posts.slot_for(desk.call(connection), key, "ada", at)

    short = slot(1)
    assert office.day_of(short.slot_at) == date(2023, 10, 2)
    assert not short.feasibility.met
    assert short.feasibility.because == "smi"
    met = slot(2)
    assert office.day_of(met.slot_at) == date(2023, 11, 21)  # Wednesday is a holiday
    a_post("smi", slot_at=met.slot_at)
    assert slot(2).slot_at == met.slot_at + timedelta(hours=3)
    assert [one.number for one in slot(2, met.slot_at).others] == ["2023-001"]

    def make(call, which):
        return topic_posts.take(call, TakeWish(which=which, slot_at=slot(2).slot_at))

    first = act(make, 2)
    taken = topics()[1]
    assert (taken.state, taken.post) == (TopicState.OPEN, first)
    assert taken.taken_days == {date(2023, 11, 22)}
    assert office.day_of(slot(2).slot_at) == date(2024, 11, 19)
    assert act(topic_posts.undo, 2).taken_days == frozenset()
    with pytest.raises(BadInputError, match="in the past"):
        slot(2, datetime(2020, 1, 1, tzinfo=office.zone))


def test_topics_are_found_by_words_house_theme_and_sorted(keep, topics):
    keep(theme="Bau", until=date(2024, 1, 1))
    keep(title="Äpfel pflücken", houses=("smf",), day_rule="tag-der-pflege")
    keep(title="Zoll", channels=("xing",), until=date(2023, 9, 1))
    today = date(2023, 9, 18)

    def seen(**wanted):
        found = listed(topics(), TopicFilter(**wanted), today)
        return [one.topic.id for one in found]

    assert seen() == [1, 2, 3]
    assert seen(sort=TopicSort.TITLE) == [2, 1, 3]
    assert seen(sort=TopicSort.TITLE, descending=True) == [3, 1, 2]
    assert seen(sort=TopicSort.HOUSE) == [2, 1, 3]
    assert seen(sort=TopicSort.THEME) == [1, 2, 3]
    assert seen(text="PFLEGE apfel") == [2]
    assert seen(text="nichts") == []
    assert seen(house="smf") == [2]
    assert seen(theme="Bau") == [1]
    assert seen(channel="linkedin") == [1, 2]
    assert seen(states=frozenset({TopicState.DROPPED})) == []
