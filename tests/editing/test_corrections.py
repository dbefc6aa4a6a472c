"""Corrections: a typing error is put right, and no decision is lost by it."""

import json

import pytest
from desk import BARE

from states.post import PostState, StepKind
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE, STEP, VERSION
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing.corrections import CORRECT, Correction, correct, refusal, shown_to
from vorlauf.errors import ConflictError, NotFoundError, RefusedError
from vorlauf.posts.decision_queries import decided_houses, standing

AUDIT = table_of(Audit)
WRONG, RIGHT = "Ein Tag bei der Feuerwher.", "Ein Tag bei der Feuerwehr."
WAY = {
    "ministry_review": ["submit"],
    "staatskanzlei_approval": ["submit", "endorse"],
    "scheduled": ["submit", "endorse", "approve"],
}
BY = {"submit": "ada", "endorse": "ines", "approve": "clara"}


@pytest.fixture
def post_in(desk, a_post):
    """Return a function that brings a post with a typing error to a state."""

    def bring(state, *houses):
        texts = dict.fromkeys(desk.directory.campaign.channels, WRONG)
        number = a_post(*(houses or ["smi"]), texts=texts, **BARE)
        for trigger in WAY[state]:
            desk.do(number, trigger, BY[trigger])
        return number

    return bring


@pytest.fixture
def put_right(desk):
    def act(number, actor="ben", text=RIGHT, **more):
        wish = {"number": number, "actor": actor, "texts": {"xing": text}}
        return desk.ask(correct, Correction(**wish | more))

    return act


def told(desk):
    rows = desk.rows(NOTICE, purpose="corrected")
    return sorted((row.recipient, row.version, row.state) for row in rows)


def stands(desk, number, kind):
    post = desk.post(number)
    with reading(desk.engine) as connection:
        return decided_houses(connection, post.id, post.version, kind)


@pytest.mark.parametrize("state", WAY)
def test_the_state_stays_and_the_version_says_what_it_corrects(
    desk, post_in, put_right, state
):
    number = post_in(state)

    corrected = put_right(number, comment="Buchstabendreher")

    post = desk.post(number)
    assert (post.state, post.version) == (PostState(state), corrected.version)
    with reading(desk.engine) as connection:
        kept = connection.execute(VERSION.select().order_by(VERSION.c.number)).all()
    assert [(row.number, row.author, row.corrects) for row in kept] == [
        (1, "ada", None),
        (2, "ben", 1),
    ]
    line = desk.rows(AUDIT, event=CORRECT)[0]
    assert (line.source, line.dest, line.version) == (state, state, 2)
    assert json.loads(line.details)["words"] == [
        {"channel": "xing", "before": "Feuerwher.", "after": "Feuerwehr."}
    ]


def test_every_decision_holds_and_the_post_can_be_published(
    desk, post_in, put_right, slot
):
    number = post_in("scheduled")

    put_right(number)

    assert stands(desk, number, StepKind.REVIEW) == {"smi"}
    assert stands(desk, number, StepKind.APPROVAL) == {"sk"}
    assert desk.open_steps(number) == {("publish", "agentur")}
    desk.now = slot
    links = {c: f"https://{c}.example.org/1" for c in desk.directory.campaign.channels}
    desk.do(number, "publish", proofs=links)
    assert desk.post(number).state is PostState.PUBLISHED


def test_an_open_decision_is_asked_for_anew_with_the_same_date(
    desk, post_in, put_right
):
    number = post_in("ministry_review", "smf", "smi")
    desk.do(number, "endorse", "ines")
    (before,) = desk.post(number).steps

    put_right(number)

    (after,) = desk.post(number).steps
    assert (after.house, after.version, after.due_at) == ("smf", 2, before.due_at)
    assert after.escalate_at == before.escalate_at
    assert desk.rows(STEP, id=before.id)[0].outcome == "void"
    (request,) = desk.rows(NOTICE, step_id=after.id, purpose="review_request")
    assert (request.recipient, request.version) == ("frank", 2)
    desk.do(number, "endorse", "frank", seen_version=2)
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL


def test_whoever_decided_is_shown_it_and_nobody_else(desk, post_in, put_right):
    number = post_in("ministry_review", "smf", "smi")
    desk.do(number, "endorse", "ivo")
    with reading(desk.engine) as connection:
        ahead = shown_to(connection, desk.post(number), desk.directory)

    corrected = put_right(number)

    assert told(desk) == [("ines", 2, "queued"), ("ivo", 2, "queued")]
    assert set(corrected.shown_to) == {"Ines Iser", "Ivo Jahn"}
    assert {person.key for person in ahead} == {"ines", "ivo"}


def test_a_namesake_in_another_house_hears_nothing(desk, post_in, put_right):
    number = post_in("staatskanzlei_approval")
    desk.amend("people", "frank", name="Ines Iser")

    put_right(number)

    assert [who for who, *_ in told(desk)] == ["ines"]


def test_the_mail_shows_what_was_corrected(post_in, put_right, post_round):
    number = post_in("staatskanzlei_approval")
    post_round()

    put_right(number)

    letters = dict(post_round())
    said = letters["ines"].get_body(("plain",)).get_content()
    assert "Feuerwher" in said
    assert "Feuerwehr" in said


def test_a_correction_of_a_correction_reaches_back_to_the_decision(
    desk, post_in, put_right
):
    desk.amend("people", "ben", deputy=None)
    number = post_in("scheduled")
    put_right(number)
    desk.amend("people", "olga", role=desk.directory.people["ada"].role)

    put_right(number, "olga", "Ein Tag bei der Feuerwehr!")

    assert stands(desk, number, StepKind.APPROVAL) == {"sk"}
    assert [version for _, version, _ in told(desk)] == [2, 3, 2, 3]


def test_corrections_are_measured_together(desk, post_in, put_right):
    number = post_in("scheduled")
    put_right(number, text="Einen Tag bei der Feuerwher.")
    desk.amend("people", "olga", role=desk.directory.people["ada"].role)

    with pytest.raises(RefusedError, match="More than 3 words"):
        put_right(number, "olga", "Einen Abend mit jeder Feuerwher.")


def test_an_ordinary_change_after_it_voids_everything(desk, post_in, put_right):
    number = post_in("scheduled")
    put_right(number)

    desk.save(number, "ada", texts={"xing": "Ganz neu."})

    assert desk.post(number).state is PostState.MINISTRY_REVIEW
    assert stands(desk, number, StepKind.REVIEW) == set()


def test_a_house_that_is_asked_again_has_not_decided(desk, post_in, put_right):
    number = post_in("staatskanzlei_approval")
    put_right(number)
    desk.do(number, "request_changes", "clara", comment="Bitte kürzer.")
    desk.do(number, "submit")

    assert stands(desk, number, StepKind.REVIEW) == set()


def test_without_a_change_nothing_happens(desk, post_in, put_right):
    number = post_in("scheduled")
    before = desk.post(number), desk.file(number)

    corrected = put_right(number, text=f"{WRONG}\r\n")

    assert (corrected.version, corrected.words) == (1, ())
    assert (desk.post(number), desk.file(number)) == before


@pytest.mark.parametrize(
    ("actor", "why"),
    [("ada", "second coordinator"), ("ines", "for a coordinator"), ("olga", "is for")],
)
def test_only_a_second_coordinator_corrects(desk, post_in, put_right, actor, why):
    number = post_in("scheduled")

    with pytest.raises(RefusedError, match=why):
        put_right(number, actor)

    assert desk.post(number).version == 1


def test_who_saved_the_last_version_corrects_nothing_in_it(desk, post_in, put_right):
    number = post_in("ministry_review")
    desk.save(number, "ben", texts={"xing": f"{WRONG} Bald."})

    with pytest.raises(RefusedError, match="second coordinator"):
        put_right(number, "ben", f"{RIGHT} Bald.")


def test_a_draft_has_nothing_to_keep(a_post, put_right):
    with pytest.raises(RefusedError, match="no decision"):
        put_right(a_post("smi", **BARE))


def test_after_the_slot_nothing_is_corrected(desk, post_in, put_right, slot):
    number = post_in("scheduled")
    desk.now = slot

    with pytest.raises(RefusedError, match="slot has come"):
        put_right(number)


@pytest.mark.parametrize(
    ("state", "house", "is_refused"),
    [
        ("ministry_review", "smi", True),
        ("ministry_review", "sk", False),
        ("staatskanzlei_approval", "sk", True),
        ("scheduled", "smf", False),
    ],
)
def test_a_house_can_switch_it_off(desk, post_in, state, house, is_refused):
    number = post_in(state)
    desk.amend("houses", house, editorial_corrections=False)

    why = refusal(desk.post(number), desk.directory, "ben", desk.now)

    assert bool(why) is is_refused
    assert not is_refused or desk.directory.houses[house].name in str(why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "neither adds nor removes"),
        ("Ein ganz neuer Text über etwas völlig anderes.", "More than 3 words"),
        ("Ein Tag bei der Donaudampfschifffahrtsgesellschaft.", "letters differ"),
        ("Kein Tag bei der Feuerwehr.", "turn a sentence"),
        ("2 Tage bei der Feuerwehr.", "turn a sentence"),
        ("Ein Tag bei der @Feuerwehr.", "turn a sentence"),
        ("Ein Tag bei der #Feuerwehr.", "turn a sentence"),
        ("Ein Tag bei feuerwehr.example.", "turn a sentence"),
    ],
)
def test_what_is_more_than_a_typing_error_is_refused(
    desk, post_in, put_right, text, why
):
    number = post_in("scheduled")

    with pytest.raises(RefusedError, match=why):
        put_right(number, text=text)

    assert desk.post(number).version == 1


def test_a_text_cannot_be_added(desk, a_post, put_right):
    number = a_post("smi", texts={"linkedin": WRONG}, **BARE)
    desk.do(number, "override", target=PostState.SCHEDULED, comment="Eilt.")

    with pytest.raises(RefusedError, match="neither adds nor removes"):
        put_right(number)


def test_an_old_view_is_a_conflict(desk, post_in, put_right):
    number = post_in("scheduled")
    seen = desk.post(number).row_version
    desk.save(number, title="Anders")

    with pytest.raises(ConflictError):
        put_right(number, seen_row_version=seen)


def test_a_house_that_has_left_cannot_be_asked_anew(desk, post_in, put_right):
    number = post_in("ministry_review")
    desk.amend("houses", "smi")

    with pytest.raises(NotFoundError, match="smi"):
        put_right(number)


def test_a_deputy_and_whom_they_stood_in_for_are_both_named(desk, post_in):
    number = post_in("staatskanzlei_approval")
    desk.do(number, "approve", "cem")
    post = desk.post(number)

    with reading(desk.engine) as connection:
        said = standing(connection, post.id, post.version)

    by_kind = {yes.kind: (yes.decided_by, yes.on_behalf_of) for yes in said}
    assert by_kind[StepKind.APPROVAL] == ("Cem Aydin", "Clara Müller")
