"""Deciding by link, on both databases: for exactly what was seen, and once."""

import json
from contextlib import suppress
from threading import Barrier, Thread

import pytest
from answers import Links
from desk import Desk

from states.moves import MOVES
from states.post import PATH, STEPS, PostState, StepKind, Trigger
from vorlauf.db.engine import writing
from vorlauf.db.post_snapshots import NOTICE, STEP
from vorlauf.db.tables import Audit, LinkEnd, LinkKind, table_of
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.errors import BadInputError, ConflictError, RefusedError, VorlaufError
from vorlauf.links import link_queries
from vorlauf.links.verify import LinkState
from vorlauf.text import tidy_name

AUDIT = table_of(Audit)


@pytest.fixture
def links(desk):
    return Links(desk)


def last_line(desk):
    line = desk.rows(AUDIT)[-1]
    return line, json.loads(line.details)


def receipts(desk):
    return [row.recipient for row in desk.rows(NOTICE, purpose="decision_received")]


def test_a_contact_endorses_by_her_link(desk, links, hand_to_review):
    number = hand_to_review("smi")
    words = links.issue(number, "ines")

    moved = links.say(words, "Ines Iser")

    line, details = last_line(desk)
    assert (moved.dest, moved.house) == (PostState.STAATSKANZLEI_APPROVAL, "smi")
    assert (line.actor, line.actor_key, line.on_behalf_of) == ("Ines Iser", "ines", "")
    assert (line.capacity, line.version) == ("contact", 1)
    assert line.fingerprint == desk.post(number).fingerprint
    assert details == {"door": "link", "link": 1, "issued_to": "ines"}
    assert receipts(desk) == ["ines"]


def test_an_approver_approves_by_his_link(desk, links, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")

    links.say(links.issue(number, "clara"), "  clara   MÜLLER ")

    assert desk.post(number).state is PostState.SCHEDULED
    assert last_line(desk)[0].actor == "Clara Müller"


def test_a_deputy_decides_by_a_link_of_her_own_and_both_hear(desk, links, asked):
    (number,) = asked("smi")

    links.say(links.issue(number, "ivo"), "Ivo Jahn")

    line, details = last_line(desk)
    assert (line.actor_key, line.on_behalf_of) == ("ivo", "Ines Iser")
    assert line.capacity == "deputy"
    assert "forwarded" not in details
    assert receipts(desk) == ["ivo", "ines"]


def test_whoever_got_the_link_passed_on_is_named_as_such(desk, links, asked):
    (number,) = asked("smi")

    links.say(links.issue(number, "ivo"), "Erika  Muster")

    line, details = last_line(desk)
    assert (line.actor, line.actor_key) == ("Erika Muster", "")
    assert (line.capacity, line.on_behalf_of) == ("by_forwarded_link", "")
    assert (details["issued_to"], details["forwarded"]) == ("ivo", True)
    assert receipts(desk) == ["ivo", "ines"]
    (step,) = desk.rows(STEP, house="smi")
    assert (step.decided_by, step.on_behalf_of) == ("Erika Muster", "")
    assert (step.own_account, step.issued_to) == ("by_forwarded_link", "ivo")


def test_at_a_mailbox_a_person_decides_and_is_marked_so(desk, links, asked):
    desk.amend("people", "ines", functional=True, name="Poststelle SMI")
    (number,) = asked("smi")
    words = links.issue(number, "ines")

    with pytest.raises(RefusedError, match="functional mailbox"):
        links.say(words, "poststelle smi")
    links.say(words, "Erika Muster")

    line, details = last_line(desk)
    assert (line.actor, line.on_behalf_of) == ("Erika Muster", "")
    assert (line.capacity, details["mailbox"]) == ("by_mailbox", True)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Ada Lorenz", "Nobody decides on a text of their own"),
        ("\uff21\uff24\uff21 lorenz", "Nobody decides on a text of their own"),
        ("Olga Richter", "Olga Richter reads along and decides nothing"),
    ],
)
def test_some_names_decide_nothing(links, asked, name, sentence):
    (number,) = asked("smi")
    words = links.issue(number, "ines")

    with pytest.raises(RefusedError, match=sentence):
        links.say(words, name)

    assert links.open(words).state is LinkState.GOOD


def test_the_author_does_not_decide_whatever_name_is_typed(desk, links, a_post):
    desk.amend("people", "ines", role=desk.directory.people["ada"].role)
    number = a_post("smi", author="ines", wants_assets=False, wants_graphics=False)
    desk.do(number, "submit")
    words = links.issue(number, "ines", house="smi")

    for name in ("Ines Iser", "Erika Muster"):
        with pytest.raises(RefusedError, match="Nobody decides on a text of their own"):
            links.say(words, name)


@pytest.mark.parametrize("name", ["", "  ", "ab", "123 456", "x" * 121, "A\nB", "A\0"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(BadInputError):
        tidy_name(name)


def test_a_change_is_asked_for_with_words_only(desk, links, asked):
    (number,) = asked("smi")
    words = links.issue(number, "ines")

    with pytest.raises(RefusedError, match="A comment is obligatory"):
        links.say(words, "Ines Iser", Trigger.REQUEST_CHANGES)
    moved = links.say(words, "Ines Iser", Trigger.REQUEST_CHANGES, "Falsches Datum.")

    assert moved.dest is PostState.DRAFT
    assert last_line(desk)[0].comment == "Falsches Datum."


def test_a_decision_afterwards_is_made_by_link_too(desk, links, a_post):
    number = a_post("smi", wants_assets=False, wants_graphics=False)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Es eilt.")

    links.say(links.issue(number, "ines"), "Ines Iser")

    assert desk.post(number).state is PostState.SCHEDULED
    assert last_line(desk)[1]["retrospective"] is True
    assert StepKind.REVIEW not in {step.kind for step in desk.post(number).steps}


def test_another_version_than_the_one_seen_is_not_decided(desk, links, asked):
    (number,) = asked("smi")
    words = links.issue(number, "ines")

    with pytest.raises(ConflictError, match="you have seen version 2"):
        links.say(words, "Ines Iser", seen_version=2)
    opened = links.open(words)
    desk.save(number, texts={"xing": "Anders."})

    with pytest.raises(ConflictError, match="there is a newer version"):
        links.say(words, "Ines Iser")
    assert opened.state is LinkState.GOOD
    assert last_line(desk)[0].event == "save"


def test_a_step_is_decided_once_by_whichever_link(desk, links, asked):
    (number,) = asked("smi", "smf")[:1]
    hers, his = links.issue(number, "ines"), links.issue(number, "ivo")
    links.say(hers, "Ines Iser")
    before = len(desk.rows(AUDIT))

    for words, name in ((his, "Ivo Jahn"), (hers, "Ines Iser")):
        with pytest.raises(ConflictError, match="this was decided meanwhile"):
            links.say(words, name)

    assert len(desk.rows(AUDIT)) == before


@pytest.mark.parametrize("end", LinkEnd, ids=str)
def test_a_link_that_ended_while_somebody_read_decides_nothing(desk, links, asked, end):
    (number,) = asked("smi")
    opened = links.open(links.issue(number, "ines"))
    with writing(desk.engine) as connection:
        link_queries.end(connection, opened.link.id, end, desk.now)

    with pytest.raises(RefusedError, match="link"):
        links.say_opened(opened, "Ines Iser")

    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_whoever_is_asked_no_more_answers_no_more(desk, links, asked):
    (number,) = asked("smi")
    words = links.issue(number, "ivo")
    desk.amend("people", "ines", deputy=None)

    with pytest.raises(RefusedError, match="Ivo Jahn is not asked for this any more"):
        links.say(words, "Ivo Jahn")


def test_a_link_answers_its_own_step_and_no_other(desk, links, hand_to_review):
    number = hand_to_review("smi", "smf")

    links.say(links.issue(number, "ines"), "Ines Iser")

    assert desk.open_steps(number) == {("review", "smf")}


def test_two_at_once_make_one_decision(desk, links, asked):
    (number,) = asked("smi")
    found = [links.issue(number, who) for who in ("ines", "ivo")]
    start, answers = Barrier(2), []

    def click(words, name):
        start.wait()
        try:
            answers.append(links.say(words, name).dest)
        except ConflictError:
            answers.append(None)

    threads = [
        Thread(target=click, args=pair)
        for pair in zip(found, ("Ines Iser", "Ivo Jahn"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers, key=str) == [None, PostState.STAATSKANZLEI_APPROVAL]
    assert [row.event for row in desk.rows(AUDIT)].count("endorse") == 1


STATES = [state for state in PostState if state is not PostState.DRAFT]


ANSWERS = {
    (spec.state, LinkKind.DECIDE): spec.decisions for spec in STEPS.values() if spec.yes
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", LinkKind)
def test_what_the_table_forbids_no_link_does(sqlite_desk, state, kind):
    """Whatever link there is to whatever step, it makes no move but its own."""
    desk, links, number, words = sqlite_desk(state, kind)
    before = everything(desk)

    for trigger in set(Trigger).difference(ANSWERS.get((state, kind), ())):
        with pytest.raises(VorlaufError):
            links.say(words, links.name, trigger, "Bitte ändern.")
        assert everything(desk) == before
    assert links.open(words).post.number == number


@pytest.mark.parametrize(
    ("state", "kind", "trigger"),
    [(*step, trigger) for step, triggers in ANSWERS.items() for trigger in triggers],
)
def test_what_the_table_allows_a_link_does(sqlite_desk, state, kind, trigger):
    desk, links, number, words = sqlite_desk(state, kind)

    links.say(words, links.name, trigger, "Bitte ändern.")

    assert desk.rows(AUDIT)[-1].event == trigger
    assert desk.post(number).state is not state


def everything(desk):
    return [len(desk.rows(t)) for t in (AUDIT, STEP, NOTICE)], desk.post("2023-001")


@pytest.fixture
def sqlite_desk(sqlite_engine, directory, now, slot):
    """Return a function that leads a post to a state, with a link to its last step."""
    return lambda state, kind: lead(
        Desk(sqlite_engine, directory, now), slot, state, kind
    )


def way_to(goal):
    """Return the moves from a draft to a state; a post is withdrawn late on its way."""
    if goal is PostState.WITHDRAWN:
        return [*way_to(PostState.SCHEDULED), (Trigger.WITHDRAW, goal)]
    ways, reached = {PostState.DRAFT: []}, [PostState.DRAFT]
    for state in reached:
        for move in MOVES:
            is_way = move.trigger is not Trigger.OVERRIDE and move.source is state
            if is_way and move.dest in PATH and move.dest not in ways:
                ways[move.dest] = [*ways[state], (move.trigger, move.dest)]
                reached.append(move.dest)
    return ways[goal]


PROOFS = {c: f"https://{c}.example.org/1" for c in ("instagram", "linkedin", "xing")}


def lead(desk, slot, state, kind):
    wants = state is PostState.ASSET_REQUESTED
    new = NewPost(
        title="Ein Tag",
        author="ada",
        houses=("smi",),
        slot_at=slot,
        texts=dict.fromkeys(PROOFS, "Ein Tag bei der Feuerwehr."),
        wants_assets=wants,
        wants_graphics=False,
    )
    with writing(desk.engine) as connection:
        number = add(desk.call(connection), [new])[0]
    for trigger, dest in way_to(state):
        desk.now = slot if trigger == "publish" else desk.now
        more = {"proofs": PROOFS} if trigger == "publish" else {}
        actor = desk.post(number).steps[0].asked if trigger.is_yes else "ada"
        desk.do(number, trigger, actor, comment="So ist es.", **more)
        assert desk.post(number).state is dest
    links = Links(desk)
    steps = desk.rows(STEP, post_id=desk.post(number).id)
    step = next(s for s in reversed(steps) if StepKind(s.kind).is_answered)
    links.name = desk.directory.people[step.asked].name
    return desk, links, number, links.issue(number, step.asked, kind=kind, step=step.id)


@pytest.mark.parametrize(
    "rival",
    [
        lambda desk, number: desk.do(number, "withdraw", comment="Weg."),
        lambda desk, number: desk.save(number, texts={"xing": "Anders."}),
        lambda desk, number: desk.do(number, "endorse", "ivo"),
    ],
    ids=["withdraw", "save", "deputy"],
)
def test_whoever_acts_elsewhere_at_that_moment_both_is_never_true(
    desk, links, asked, rival
):
    """The file says who came first, and the other one was refused or comes after."""
    numbers = asked(*["smi"] * 4)
    for number in numbers:
        opened, start, done = links.open(links.issue(number, "ines")), Barrier(2), []

        def click(opened=opened, start=start, done=done):
            start.wait()
            with suppress(ConflictError, RefusedError):
                done.append(links.say_opened(opened, "Ines Iser"))

        def act(number=number, start=start):
            start.wait()
            with suppress(ConflictError, RefusedError):
                rival(desk, number)

        threads = [Thread(target=click), Thread(target=act)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        post = desk.post(number)
        lines = desk.rows(AUDIT, post_id=post.id)
        endorsed = [line for line in lines if line.event == "endorse"]
        assert lines[-1].dest == post.state
        assert len(endorsed) <= 1
        assert len(done) == [line.actor for line in endorsed].count("Ines Iser")
        assert all(line.version == 1 for line in endorsed)
