from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product

import pytest
from each import each
from hypothesis import given
from hypothesis import strategies as st

from states.advance import (
    MoveRefusedError,
    Refusal,
    RefusalKind,
    advance,
    offered,
    possible,
    refusal,
)
from states.messages import msg
from states.moves import GUARDS, MOVES, Facts
from states.post import LABELS, Capacity, PostState, Trigger

# What makes each guard say no, and nothing else.
BREAKS = {
    "names_a_house": {"names_a_house": False},
    "has_every_text": {"missing_texts": ("xing",)},
    "has_all_material": {"missing_material": (msg("a picture from smi"),)},
    "has_every_consent": {"missing_consents": (msg("a consent for a.jpg (smi)"),)},
    "is_not_the_author": {"is_author": True},
    "saw_this_version": {"saw_this_version": False},
    "others_still_review": {"other_open_reviews": 0},
    "is_the_last_review": {"other_open_reviews": 1},
    "has_a_comment": {"comment": " \n"},
    "content_changed": {"content_changed": False},
    "slot_has_come": {"slot_has_come": False},
    "is_not_on_hold": {"is_on_hold": True},
    "says_why_on_a_closed_day": {"is_on_closed_day": True, "comment": " "},
    "has_every_proof": {"missing_proof": ("linkedin",)},
}
# Two rows that differ in these alone: when one says no, the other says yes.
ALTERNATIVES = {"others_still_review", "is_the_last_review"}

ALLOWED = [(move, capacity) for move in MOVES for capacity in sorted(move.who)]
KNOWN = {(move.source, move.trigger) for move in MOVES}
FORBIDDEN = sorted(set(product(PostState, Trigger)) - KNOWN)
NOT_THEIRS = [(move, c) for move in MOVES for c in Capacity if c not in move.who]
GUARDED = [(m, g) for m in MOVES for g in m.guards if g not in ALTERNATIVES]


def in_words(item):
    if isinstance(item, str):
        return item
    return f"{item.trigger}-{item.source}-{item.dest}"


def facts_for(move, capacity=None):
    """Everything is as this move wants it."""
    return Facts(
        capacities=frozenset({capacity or min(move.who)}),
        comment="Der Minister ist krank.",
        content_changed=True,
        slot_has_come=True,
        other_open_reviews=int("others_still_review" in move.guards),
        target=move.dest if move.trigger is Trigger.OVERRIDE else None,
    )


@each(("move", "capacity"), ALLOWED)
def test_every_move_of_the_table_can_be_made(move, capacity):
    facts = facts_for(move, capacity)

    assert refusal(move.source, move.trigger, facts) is None
    assert advance(move.source, move.trigger, facts) is move.dest


@each(("state", "trigger"), FORBIDDEN)
def test_every_other_move_is_refused_even_to_those_who_may_everything(state, trigger):
    almighty = Facts(
        capacities=frozenset(Capacity),
        comment="Es eilt.",
        content_changed=True,
        slot_has_come=True,
        target=PostState.PUBLISHED,
    )

    with pytest.raises(MoveRefusedError) as refused:
        advance(state, trigger, almighty)

    assert refused.value.refusal.answer is RefusalKind.CANNOT
    assert all(known in str(refused.value) for known in possible(state))


@each(("move", "capacity"), NOT_THEIRS)
def test_nobody_else_may_make_a_move(move, capacity):
    with pytest.raises(MoveRefusedError) as refused:
        advance(move.source, move.trigger, facts_for(move, capacity))

    assert refused.value.refusal.answer is RefusalKind.MAY_NOT


@each(("move", "guard"), GUARDED)
def test_a_guard_that_does_not_hold_says_why(move, guard):
    facts = replace(facts_for(move), **BREAKS[guard])

    with pytest.raises(MoveRefusedError) as refused:
        advance(move.source, move.trigger, facts)

    assert refused.value.refusal.answer is RefusalKind.NOT_YET
    assert str(refused.value) == str(GUARDS[guard].message(facts))


def test_every_guard_has_facts_that_break_it():
    assert set(BREAKS) == set(GUARDS)


@pytest.mark.parametrize("guard", sorted(GUARDS))
def test_the_sentence_of_a_guard_is_one_sentence(guard):
    sentence = str(GUARDS[guard].message(replace(Facts(), **BREAKS[guard])))

    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert "\n" not in sentence


def test_an_endorsement_waits_for_the_last_house():
    contact = Facts(capacities=frozenset({Capacity.CONTACT}))
    ask = (PostState.MINISTRY_REVIEW, Trigger.ENDORSE)

    first = advance(*ask, replace(contact, other_open_reviews=1))
    last = advance(*ask, contact)

    assert first is PostState.MINISTRY_REVIEW
    assert last is PostState.STAATSKANZLEI_APPROVAL


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (None, "An override must name the state it leads to."),
        (PostState.DRAFT, "The post is already in state draft."),
    ],
)
def test_an_override_says_where_to(target, sentence):
    coordinator = Facts(
        capacities=frozenset({Capacity.COORDINATOR}), comment="Es eilt.", target=target
    )

    with pytest.raises(MoveRefusedError) as refused:
        advance(PostState.DRAFT, Trigger.OVERRIDE, coordinator)

    assert str(refused.value) == sentence


def test_a_refusal_says_what_would_be_possible():
    with pytest.raises(MoveRefusedError) as refused:
        advance(PostState.WITHDRAWN, Trigger.APPROVE, Facts())

    assert str(refused.value) == (
        "A post in state withdrawn does not know approve; possible: reopen."
    )


def test_who_may_not_learns_who_may():
    with pytest.raises(MoveRefusedError, match=r"^publish is for a coordinator or the"):
        advance(PostState.SCHEDULED, Trigger.PUBLISH, Facts())


@pytest.mark.parametrize("state", PostState)
def test_every_move_the_state_knows_is_offered_but_overriding(state):
    known = {move.trigger for move in MOVES if move.source is state}

    offers = offered(state, Facts())

    assert {offer.trigger for offer in offers} == known - {Trigger.OVERRIDE}
    assert all(offer.label == LABELS[offer.trigger] for offer in offers)


some_facts = st.builds(
    Facts,
    capacities=st.frozensets(st.sampled_from(Capacity)),
    is_author=st.booleans(),
    saw_this_version=st.booleans(),
    comment=st.sampled_from(["", " ", "Bitte kürzer."]),
    names_a_house=st.booleans(),
    missing_texts=st.sampled_from([(), ("xing",)]),
    missing_material=st.sampled_from([(), (msg("a picture from smi"),)]),
    other_open_reviews=st.integers(0, 2),
    content_changed=st.booleans(),
    slot_has_come=st.booleans(),
    missing_proof=st.sampled_from([(), ("linkedin",)]),
    target=st.sampled_from([None, *PostState]),
)


def answer_of(state, trigger, facts):
    """Return where the move leads, or the refusal."""
    try:
        return advance(state, trigger, facts)
    except MoveRefusedError as error:
        return error.refusal


@given(st.sampled_from(PostState), some_facts)
def test_a_button_is_grey_exactly_when_the_move_is_refused(state, facts):
    for offer in offered(state, facts):
        answer = answer_of(state, offer.trigger, facts)

        assert offer.refusal == (None if isinstance(answer, PostState) else answer)


@given(st.sampled_from(PostState), st.sampled_from(Trigger), some_facts)
def test_a_move_leads_only_where_a_row_of_the_table_leads(state, trigger, facts):
    answer = answer_of(state, trigger, facts)

    rows = {m.dest for m in MOVES if (m.source, m.trigger) == (state, trigger)}
    assert isinstance(answer, Refusal) or answer in rows


def test_moves_side_by_side_do_not_disturb_each_other():
    def move_one(move):
        return advance(move.source, move.trigger, facts_for(move)) is move.dest

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(move_one, MOVES * 20))
