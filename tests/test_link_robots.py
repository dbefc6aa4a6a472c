"""Eight kinds of robots at a hundred links each: nothing changes, all links work."""

import pytest
from answers import Links
from robots import KINDS, Robot
from sqlalchemy import func, select

from states.post import PostState
from vorlauf.links.issuing import Subject, link_for
from vorlauf.store.database import reading, writing
from vorlauf.store.tables import METADATA, LinkKind

HOW_MANY = 100


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def dashboard(desk, tmp_path):
    from dashboards import Dashboard

    return Dashboard(desk, tmp_path)


@pytest.fixture
def paths(desk, asked, dashboard):
    """Return a hundred addresses, each of a review that somebody is asked for."""
    asked(*desk.crowd(HOW_MANY))
    dashboard.wiring.directory = desk.directory
    found = []
    with writing(desk.engine) as connection:
        for number in range(1, HOW_MANY + 1):
            case = desk.case(f"2023-{number:03}")
            (step,) = case.steps
            subject = Subject(
                step_id=step.id,
                post_id=case.id,
                version=step.version,
                due_at=step.due_at,
                office=desk.directory.houses[step.house].office,
            )
            mint = dashboard.wiring.mint
            kind = LinkKind.DECIDE
            link = link_for(connection, mint, subject, kind, step.asked, desk.now)
            found.append((case.number, f"/answer/{mint.token(link)}", step.asked))
    return found


def everything(engine):
    """Return every row of every table, as text."""
    with reading(engine) as connection:
        return {
            name: sorted(map(str, connection.execute(select(table)).all()))
            for name, table in METADATA.tables.items()
        }


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
    assert desk.case(number).state is PostState.STAATSKANZLEI_APPROVAL


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_robot_that_fills_the_form_does_not_know_the_code(desk, dashboard, paths):
    for _, _, asked in paths:
        desk.amend("houses", desk.directory.people[asked].house, code=True)
    dashboard.wiring.directory = desk.directory
    before = {number: desk.case(number) for number, _, _ in paths}

    answers = [
        dashboard.stranger().post(
            path,
            {"decision": "endorse", "name": "Ines Iser", "seen": "1", "code": code},
        )
        for _, path, _ in paths
        for code in ("", "123456", "000000")
    ]

    assert len(answers) == 3 * HOW_MANY
    assert {number: desk.case(number) for number, _, _ in paths} == before
    with reading(desk.engine) as connection:
        outcomes = select(func.count()).where(
            METADATA.tables["step"].c.decided_by.is_not(None)
        )
        assert connection.execute(outcomes).scalar_one() == 0


@pytest.mark.slow
def test_links_of_the_tests_are_those_of_the_engine(desk, asked):
    asked("smi")

    assert Links(desk).open(Links(desk).issue("2023-001", "ines")) is not None
