"""Decisions that are refused, or made by many at once, on both databases."""

from threading import Barrier, Thread

import pytest
from desk import BARE

from states.advance import RefusalKind
from states.post import PostState, Trigger
from vorlauf.db import audit_log
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import STEP
from vorlauf.editing.new_posts import NewPost, add
from vorlauf.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from vorlauf.workflow.decisions import Decision, decide_many, offers

CHANNELS = ("instagram", "linkedin", "xing")


@pytest.mark.parametrize(
    "trigger", [Trigger.SUBMIT, Trigger.ENDORSE, Trigger.WITHDRAW, Trigger.APPROVE]
)
def test_permalinks_come_with_publishing_only(desk, hand_to_review, trigger):
    number = hand_to_review("smi")

    with pytest.raises(BadInputError, match="A permalink comes with publish"):
        desk.do(number, trigger, "ines", proofs={"xing": "https://example.org"})


def test_a_decision_is_worth_the_version_that_was_seen(desk, hand_to_review):
    number = hand_to_review("smi")
    desk.save(number, texts={"xing": "Ganz anders."})

    with pytest.raises(RefusedError, match="The post has changed since"):
        desk.do(number, "endorse", "ines", seen_version=1)


def test_whoever_comes_second_is_told_that_somebody_was_faster(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    seen = desk.post(number).row_version
    desk.do(number, "endorse", "ines", seen_row_version=seen)

    with pytest.raises(ConflictError, match="Somebody else has changed"):
        desk.do(number, "endorse", "frank", seen_row_version=seen)


def test_two_at_once_on_what_both_have_seen_make_one_decision(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    seen = desk.post(number).row_version
    start, answers = Barrier(2), []

    def decide_as(actor):
        start.wait()
        try:
            moved = desk.do(number, "endorse", actor, seen_row_version=seen)
            answers.append(moved.house)
        except ConflictError:
            answers.append("somebody was faster")

    threads = [Thread(target=decide_as, args=(who,)) for who in ("ines", "frank")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count("somebody was faster") == 1
    assert len(desk.post(number).steps) == 1
    assert desk.post(number).row_version == seen + 1


def test_two_houses_at_once_without_having_looked_are_both_heard(desk, hand_to_review):
    number = hand_to_review("smi", "smf")
    start = Barrier(2)

    def decide_as(actor):
        start.wait()
        desk.do(number, "endorse", actor)

    threads = [Thread(target=decide_as, args=(who,)) for who in ("ines", "frank")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert desk.open_steps(number) == {("approval", "sk")}


def test_a_refusal_says_what_would_be_possible(desk, hand_to_review):
    number = hand_to_review("smi")

    with pytest.raises(RefusedError) as caught:
        desk.do(number, "approve", "ines")

    assert str(caught.value) == (
        f"{number}: A post in state ministry_review does not know approve; possible: "
        "endorse, request_changes, withdraw. Ines Iser could: endorse, request_changes."
    )


def test_an_auditor_is_told_that_there_is_nothing_to_do(desk, hand_to_review):
    with pytest.raises(RefusedError, match="Olga Richter can do nothing with it"):
        desk.do(hand_to_review("smi"), "endorse", "olga")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "2023-999"}, "There is no post 2023-999"),
        ({"number": "\0"}, r"There is no post \\x00"),
        ({"number": "2023-0\udc80"}, r"There is no post 2023-0\\udc80"),
        ({"actor": "Ines Isar"}, "nobody called 'Ines Isar', did you mean 'Ines Iser'"),
        ({"on_behalf_of": "nobody"}, "There is nobody called 'nobody'"),
    ],
)
def test_an_unknown_post_or_person_is_named(desk, hand_to_review, wrong, sentence):
    right = {"number": hand_to_review("smi"), "trigger": "endorse", "actor": "ines"}

    with pytest.raises(NotFoundError, match=sentence):
        desk.do(**right | wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"comment": "a\0b"}, "The comment holds characters"),
        ({"comment": "\udcff"}, "The comment holds characters"),
        (
            {"proofs": {"linkdin": "https://x.example"}},
            "no channel 'linkdin'.*linkedin",
        ),
        ({"proofs": {"xing": "ftp://x.example"}}, "xing: 'ftp://x.example' is no web"),
        ({"proofs": {"xing": "https://["}}, "is no web address"),
    ],
)
def test_what_cannot_be_kept_is_said_plainly(desk, hand_to_review, wrong, sentence):
    with pytest.raises(BadInputError, match=sentence):
        desk.do(hand_to_review("smi"), "endorse", "ines", **wrong)


def test_a_hundred_posts_are_decided_at_once(desk, engine, directory, now, slot):
    texts = dict.fromkeys(CHANNELS, "Ein Text.")
    facts = {"author": "ada", "houses": ("smi",), "slot_at": slot, "texts": texts}
    new = [NewPost(title=f"Beitrag {n}", **facts, **BARE) for n in range(100)]
    with writing(engine) as connection:
        numbers = add(Call(connection, directory, now), new)
        submits = [
            Decision(number=number, trigger=Trigger.SUBMIT, actor="ada")
            for number in numbers
        ]
        moved = decide_many(Call(connection, directory, now), submits)

    assert [one.number for one in moved] == numbers
    assert len(desk.rows(STEP, kind="review", closed_at=None)) == 100
    with reading(engine) as connection:
        assert audit_log.verify(connection).lines == 200


def test_many_decisions_are_made_all_or_none(
    desk, hand_to_review, engine, directory, now
):
    good, bad = hand_to_review("smi"), hand_to_review("smf")
    yes = [
        Decision(number=number, trigger=Trigger.ENDORSE, actor="ines")
        for number in (good, bad)
    ]
    with pytest.raises(RefusedError, match=bad), writing(engine) as connection:
        decide_many(Call(connection, directory, now), yes)

    assert desk.post(good).state is PostState.MINISTRY_REVIEW
    assert desk.open_steps(good) == {("review", "smi")}


def test_one_post_is_decided_once_at_a_time(hand_to_review, engine, directory, now):
    yes = Decision(number=hand_to_review("smi"), trigger=Trigger.ENDORSE, actor="ines")

    with (
        pytest.raises(BadInputError, match="Only one decision at a time"),
        writing(engine) as connection,
    ):
        decide_many(Call(connection, directory, now), [yes, yes])


def test_every_offer_without_a_reason_is_accepted(desk, hand_to_review):
    number = hand_to_review("smi")
    offered = offers(desk.post(number), desk.directory, "ines", desk.now)

    free = {offer.trigger for offer in offered if offer.refusal is None}

    assert free == {Trigger.ENDORSE, Trigger.REQUEST_CHANGES}
    (greyed,) = (o for o in offered if o.trigger is Trigger.WITHDRAW)
    assert greyed.refusal.answer is RefusalKind.MAY_NOT
    assert str(greyed.refusal.message).startswith("withdraw is for a coordinator")
