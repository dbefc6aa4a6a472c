"""Robots of eight kinds at many links each: nothing changes, all links work."""

from datetime import timedelta

import every_link
import pytest
from every_link import everything
from repeats import repeated, times
from robots import KINDS, Robot
from sqlalchemy import func, select

from states.post import PostState, Trigger
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import METADATA, Audit, LinkEnd, LinkKind, Outcome, table_of
from vorlauf.editing.edits import Edit, save
from vorlauf.links import link_queries, tokens
from vorlauf.links.issue import Subject, link_for
from vorlauf.workflow.decisions import Decision, decide

pytestmark = repeated

HOW_MANY = times(20, 100)


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def dashboard(desk, tmp_path):
    from dashboards import Dashboard

    return Dashboard(desk, tmp_path)


@pytest.fixture
def paths(desk, asked, dashboard):
    """Return many addresses, each of a review that somebody is asked for."""
    asked(*desk.crowd(HOW_MANY))
    dashboard.wiring.directory = desk.directory
    found, issuer = [], dashboard.wiring.issuer
    with writing(desk.engine) as connection:
        for number in range(1, HOW_MANY + 1):
            post = desk.post(f"2023-{number:03}")
            (step,) = post.steps
            subject = Subject(
                step_id=step.id,
                post_id=post.id,
                version=step.version,
                due_at=step.due_at,
                office=desk.directory.houses[step.house].office,
            )
            kind = LinkKind.DECIDE
            link = link_for(desk.call(connection), issuer, subject, kind, step.asked)
            found.append((post.number, f"/answer/{issuer.token(link)}", step.asked))
    return found


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_no_robot_changes_anything_and_the_link_works_afterwards(
    desk, dashboard, paths, kind
):
    before = everything(desk.engine)
    robot = Robot(dashboard)

    for _, path, _ in paths:
        KINDS[kind](robot, path)

    assert everything(desk.engine) == before
    assert len(robot.answers) >= HOW_MANY
    assert max(status for _, _, status in robot.answers) < 500
    number, path, asked = paths[0]
    person = desk.directory.people[asked]
    answered = dashboard.stranger().post(
        path, {"decision": "endorse", "name": person.name, "seen": "1"}
    )
    assert answered.status_code == 303
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


# What is sent to somebody who has answered, cannot any more, or signs in.
OTHERS = [kind for kind in every_link.KINDS if not kind.__name__.startswith("to_")]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", [*OTHERS, every_link.to_object])
def test_forms_sent_as_they_are_change_nothing_behind_any_other_link(
    desk, dashboard, kind
):
    houses = desk.crowd(HOW_MANY)
    dashboard.wiring.directory = desk.directory
    some, robot = every_link.Links(desk, dashboard.wiring), Robot(dashboard)
    paths = [kind(some, house) for house in houses]
    before = everything(desk.engine)

    for path in paths:
        robot.submits(path)

    assert everything(desk.engine) == before
    assert len(robot.answers) >= HOW_MANY


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_robot_that_fills_the_form_does_not_know_the_code(desk, dashboard, paths):
    for _, _, asked in paths:
        desk.amend("houses", desk.directory.people[asked].house, code=True)
    dashboard.wiring.directory = desk.directory
    before = {number: desk.post(number) for number, _, _ in paths}

    answers = [
        dashboard.stranger().post(
            path,
            {"decision": "endorse", "name": "Ines Iser", "seen": "1", "code": code},
        )
        for _, path, _ in paths
        for code in ("", "123456", "000000")
    ]

    assert len(answers) == 3 * HOW_MANY
    assert {number: desk.post(number) for number, _, _ in paths} == before
    with reading(desk.engine) as connection:
        said_yes = select(func.count()).where(
            METADATA.tables["step"].c.outcome == Outcome.ENDORSED
        )
        assert connection.execute(said_yes).scalar_one() == 0


def expired(desk, _connection, _number, _link):
    desk.now += timedelta(days=100 // HOW_MANY)


def reissued(desk, connection, _number, link):
    link_queries.end(connection, link.id, LinkEnd.REISSUED, desk.now)


def superseded(desk, connection, number, _link):
    edit = Edit(number=number, actor="ada", texts={"xing": "Neu."})
    save(desk.call(connection), edit)


def replayed(desk, connection, number, _link):
    house = desk.post(number).houses[0]
    contact = desk.directory.houses[house].contact
    said = Decision(number=number, trigger=Trigger.ENDORSE, actor=contact)
    decide(desk.call(connection), said)


# Where somebody came too late, the words stay as a comment of theirs, and nothing else.
OVERTAKEN = (superseded, replayed)
WORDS_KEPT = {"comment", "audit", "audit_head", "notice"}
# How a link ends, and what its page then says.
ENDS = {
    expired: (410, "Dieser Link ist abgelaufen", "Brauchen Sie einen neuen Link?"),
    reissued: (410, "Es wurde ein neuerer Link", "Brauchen Sie einen neuen Link?"),
    superseded: (410, "Es gibt eine neuere Fassung", "Brauchen Sie einen neuen Link?"),
    replayed: (200, "Hierüber wurde bereits entschieden", "Ines Iser"),
}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_links_that_have_ended_decide_nothing_and_say_why(desk, dashboard, paths, end):
    status, *words = ENDS[end]
    for number, path, _ in paths:
        found = tokens.digest(path.removeprefix("/answer/"))
        with writing(desk.engine) as connection:
            end(desk, connection, number, link_queries.by_digest(connection, found))
    before, lines = everything(desk.engine), len(desk.rows(table_of(Audit)))

    for _, path, asked in paths:
        name = desk.directory.people[asked].name
        said = {"decision": "request_changes", "name": name, "comment": "x", "seen": 1}
        visitor = dashboard.stranger()
        visitor.post(path, said)
        page = visitor.see(path)

        assert page.status == status
        assert all(word in page.text for word in words)

    after = everything(desk.engine)
    changed = {table for table in before if after[table] != before[table]}
    assert changed == (WORDS_KEPT if end in OVERTAKEN else set())
    assert {line.event for line in desk.rows(table_of(Audit))[lines:]} <= {"comment"}
