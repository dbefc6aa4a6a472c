"""Plans: every page asks little, and reads a whole table only to find a word."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from benchmarks.figures import directory
from benchmarks.pages_data import NOW, fill
from states.post import PostState
from vorlauf.db.engine import reading
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.posts import listing
from vorlauf.posts.visibility import EVERYTHING, visibility_of
from vorlauf.readmodels import board, calendar, house, page_frame, post, register, today
from vorlauf.readmodels.scope import Filter, Lateness, ReadScope

DAY = timedelta(days=1)
DAYS = [NOW + days * DAY for days in range(8)]
TODAY = {"day": NOW.date(), "end_of_day": NOW + DAY, "end_of_week": NOW + 5 * DAY}
RECENT = NOW - 14 * DAY


def scope(connection, visibility):
    return ReadScope(connection, visibility, NOW)


def question(connection, visibility):
    return today.TodayQuestion(
        scope=scope(connection, visibility),
        people=today.PeopleToday(asked={"petzold"}),
        outlooks=OutlooksNow({}, directory()),
        **TODAY,
    )


QUESTIONS = {
    "today": lambda c, r, _: today.today(question(c, r)),
    "board": lambda c, r, f: board.board(scope(c, r), f, recent_from=RECENT),
    "counts": lambda c, r, _: register.counts(c, r),
    "posts": lambda c, r, f: calendar.posts_between(scope(c, r), f, DAYS),
    "dues": lambda c, r, f: calendar.dues_between(scope(c, r), f, NOW, NOW + DAY),
    "open": lambda c, r, _: house.open_of(c, {"smi"}, r),
    "punctuality": lambda c, *_: house.punctuality(c, {"smi"}, DAYS),
    "shares": lambda c, *_: house.shares(c, NOW, NOW + DAY),
    "pulse": lambda c, *_: page_frame.pulse(c),
} | {
    f"register by {sort}": lambda c, r, f, sort=sort: register.posts(
        scope(c, r), f, register.Rows(), sort=sort
    )
    for sort in register.Sort
}
FILTERS = [
    Filter(),
    Filter(house="smi", states=(PostState.DRAFT, PostState.SCHEDULED)),
    Filter(channel="xing", from_at=NOW, to_at=NOW + DAY),
    Filter(person="petzold", states=(PostState.DRAFT,)),
    *(Filter(lateness=lateness) for lateness in Lateness if lateness),
]


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["petzold", "haase", "gallagher"])
def test_no_page_asks_much_or_reads_a_whole_table(sqlite_engine, reader):
    fill(sqlite_engine, 40, 30)
    people = directory()
    visibility = visibility_of(people, people.people[reader])
    questions = []

    with reading(sqlite_engine) as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def note(_connection, _cursor, words, values, _context, _many):
            questions.append((words, values))

        for name, ask in QUESTIONS.items():
            for wanted in FILTERS:
                before = len(questions)
                ask(connection, visibility, wanted)
                assert len(questions) - before <= 3, name
        for words, values in questions.copy():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
            steps = [row.detail for row in plan]
            whole = [step for step in steps if re.fullmatch(_WHOLE_TABLE, step)]
            assert not whole, (words, steps)


_WHOLE_TABLE = r"SCAN (post|step|notice|audit|version|post_house)(_\d+)?"


@pytest.mark.slow
def test_made_up_posts_are_as_many_as_wanted_and_can_be_read(engine):
    fill(engine, 60, 40)

    with reading(engine) as connection:
        counted = register.counts(connection, EVERYTHING)
        page = register.posts(scope(connection, EVERYTHING), Filter(), register.Rows())
        files = [post.post_file(connection, row.number) for row in page.rows]

        assert counted == listing.counts(connection)
    over = counted[PostState.PUBLISHED] + counted[PostState.WITHDRAWN]
    assert (over, sum(counted.values())) == (20, 60)
    assert all(file.lines and file.versions for file in files)
