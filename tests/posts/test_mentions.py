"""Mentions: whom a comment names, and who hears of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from threading import Barrier

import pytest
from letterbox import Office, reply

from states.post import Role
from vorlauf.db import audit_log
from vorlauf.db.engine import reading
from vorlauf.db.post_snapshots import NOTICE
from vorlauf.db.tables import Audit, table_of
from vorlauf.editing.comment_by_account import Remark, say
from vorlauf.editing.comments import (
    INTERNAL,
    audience,
    readable,
    readable_lines,
    readable_notices,
)
from vorlauf.errors import NotFoundError, RefusedError
from vorlauf.posts.mentions import mentioned, mentions, unknown
from vorlauf.readmodels.post import post_file

AUDIT = table_of(Audit)


def keys(text, directory, *audience):
    people = directory.people
    here = [people[key] for key in audience] or people.values()
    return [person.key for person in mentioned(text, directory, here)]


@pytest.mark.parametrize(
    "text",
    [
        "@frank bitte",
        "Bitte, @Frank!",
        '@"Frank Förster"',
        '(@"frank förster")',
        "@Frank.Förster.",
        "@Frank.Foerster, bitte",
        "@frank förster schaut",
        "@Förster: bitte",
        "@FRANK\nbitte",
        "@frank.Danke",
    ],
)
def test_a_name_is_found_as_people_type_it(directory, text):
    assert keys(text, directory) == ["frank"]


def test_a_former_key_still_names_the_person(directory):
    frank = replace(directory.people["frank"], was=("fritz",))
    directory = replace(directory, people={**directory.people, "frank": frank})

    assert keys("@fritz bitte", directory) == ["frank"]
    assert unknown("@fritz bitte", directory, [frank]) == ()


@pytest.mark.parametrize(
    "text",
    ["frank@smf.example.org", "a.@frank", "@ frank", "@", "@@frank", '@""', "x/@frank"],
)
def test_what_is_no_mention_names_nobody(directory, text):
    assert keys(text, directory) == []
    assert unknown(text, directory, directory.people.values()) == ()


def test_several_are_found_each_once_in_the_order_of_the_text(directory):
    text = "@ivo, @ada und @Ivo.Jahn, nicht @niemand"

    assert keys(text, directory) == ["ivo", "ada"]
    assert unknown(text, directory, directory.people.values()) == ("niemand",)


def test_who_is_not_in_the_audience_is_nobody(directory):
    assert keys("@ines @ada", directory, "ada", "ben") == ["ada"]
    assert unknown("@ines @ada", directory, [directory.people["ada"]]) == ("ines",)


def test_a_first_name_that_two_people_have_names_neither(directory):
    twin = replace(directory.people["ivo"], key="ivo2", name="Ivo Maier")
    both = replace(directory, people={**directory.people, "ivo2": twin})

    assert keys("@Maier und @ivo2", both) == ["ivo2"]
    assert keys("@Ivo.Maier", both) == ["ivo2"]
    shared = replace(both, people={**both.people, "ivo3": replace(twin, key="ivo3")})
    assert keys("@Maier", shared) == []


def test_titles_can_be_left_out(directory):
    ada = replace(directory.people["ada"], name="Dr. Ada Lorenz")
    there = replace(directory, people={**directory.people, "ada": ada})

    assert keys("@Ada.Lorenz @frank", there) == ["ada", "frank"]
    assert keys("@Ada Lorenz kommt", there) == ["ada"]
    assert keys("@Dr. Ada Lorenz kommt", there) == ["ada"]


def test_a_mention_says_where_it_stands(directory):
    text = "Liebe @Ada Lorenz, bitte"

    (one,) = mentions(text, directory, directory.people.values())

    assert text[one.begin : one.end] == "@Ada Lorenz"


def test_a_long_text_of_ats_is_read_quickly(directory):
    assert keys("@a. b c d " * 1000 + "@ada", directory) == ["ada"]


@pytest.fixture
def speak(desk):
    def act(number, text, actor="ines", **more):
        return desk.ask(say, Remark(number, actor, text, **more))

    return act


def told(desk, purpose="mentioned"):
    return [row.recipient for row in desk.rows(NOTICE, purpose=purpose)]


def test_whoever_is_named_hears_of_it_with_the_usual_mail(desk, hand_to_review, speak):
    number = hand_to_review("smi")
    desk.now += timedelta(hours=3)

    key = speak(number, "@ivo, schau bitte.")

    (notice,) = desk.rows(NOTICE, purpose="mentioned")
    local = notice.due_at.astimezone(desk.directory.campaign.zone)
    assert (notice.recipient, notice.n) == ("ivo", key)
    assert f"{local:%a %H:%M}" == "Tue 09:00"
    assert told(desk, "comment_received") == ["ada"]


def test_before_the_usual_hour_it_is_the_same_morning(desk, hand_to_review, speak):
    number = hand_to_review("smi")
    desk.now -= timedelta(minutes=45)

    speak(number, "@ivo, schau bitte.")

    (notice,) = desk.rows(NOTICE, purpose="mentioned")
    assert notice.due_at == desk.now + timedelta(minutes=45)


def test_the_mail_says_who_named_whom(desk, hand_to_review, speak, post_round):
    number = hand_to_review("smi")
    post_round()
    speak(number, "@ivo, schau bitte.")

    letters = dict(post_round(desk.now + timedelta(days=1)))

    assert "schau bitte" in letters["ivo"].get_body(("plain",)).get_content()


def test_nobody_hears_twice_or_of_their_own_words(desk, hand_to_review, speak):
    number = hand_to_review("smi")

    speak(number, "@ada @ivo @Ivo.Jahn @ines", "ines")

    assert (told(desk), told(desk, "comment_received")) == (["ivo"], ["ada"])


def test_who_does_not_see_the_post_hears_nothing(desk, hand_to_review, speak):
    number = hand_to_review("smi")

    speak(number, "@frank @gero @clara @olga")

    assert told(desk) == ["clara", "olga"]


def test_of_what_is_internal_only_coordinators_hear(
    desk, hand_to_review, speak, directory
):
    number = hand_to_review("smi")

    speak(number, "@ines @clara @olga @ben: heikel", "ada", internal=True)

    post = desk.post(number)
    assert told(desk) == ["ben"]
    assert {p.key for p in audience(directory, post, internal=True)} == {"ada", "ben"}
    line = desk.rows(AUDIT, event=INTERNAL)[0]
    assert (line.comment, "heikel" in line.details) == ("", False)
    assert sha256(b"@ines @clara @olga @ben: heikel").hexdigest() in line.details


@pytest.mark.parametrize("actor", ["ines", "clara", "olga", "gero"])
def test_only_a_coordinator_speaks_internally(hand_to_review, speak, actor):
    with pytest.raises(RefusedError):
        speak(hand_to_review("smi"), "Unter uns", actor, internal=True)


@pytest.mark.parametrize(
    ("role", "count"),
    [
        (Role.COORDINATOR, 2),
        (Role.AUDITOR, 2),
        (Role.APPROVER, 1),
        (Role.CONTACT, 1),
        (Role.GRAPHICS, 1),
        (None, 1),
    ],
)
def test_who_reads_what(desk, hand_to_review, speak, role, count):
    number = hand_to_review("smi")
    speak(number, "Unter uns, @ben", "ada", internal=True)
    speak(number, "Für alle, @ben", "ada")

    with reading(desk.engine) as connection:
        file = post_file(connection, number)

    notices = readable_notices(file.notices, file.comments, role)
    lines = [line.event for line in readable_lines(file.lines, role)]
    assert len(readable(file.comments, role)) == count
    assert [n.purpose for n in notices].count("mentioned") == count
    assert (INTERNAL in lines) is (count == 2)


def test_a_comment_names_the_version_it_was_made_on(desk, hand_to_review, speak):
    number = hand_to_review("smi")
    desk.save(number, texts={"xing": "Neu."})

    speak(number, "Besser als vorher.", version=1)

    with reading(desk.engine) as connection:
        (said,) = post_file(connection, number).comments
    assert said.version == 1
    for gone in (0, 3):
        with pytest.raises(NotFoundError):
            speak(number, "Wie bitte?", version=gone)


@pytest.mark.slow
def test_nothing_is_lost_when_many_write_at_once(desk, hand_to_review, speak):
    number, writers, each = hand_to_review("smi", "smf"), 6, 8
    gate = Barrier(writers)

    def write(writer):
        gate.wait()
        actor = ("ines", "frank", "clara")[writer % 3]
        return [speak(number, f"{writer}/{n} @ivo", actor) for n in range(each)]

    with ThreadPoolExecutor(writers) as pool:
        keys_ = [key for keys in pool.map(write, range(writers)) for key in keys]

    with reading(desk.engine) as connection:
        file = post_file(connection, number)
        verdict = audit_log.verify(connection)
    said = {comment.text for comment in file.comments}
    assert said == {f"{w}/{n} @ivo" for w in range(writers) for n in range(each)}
    assert {comment.id for comment in file.comments} == set(keys_)
    assert [line.event for line in file.lines].count("comment") == writers * each
    assert len(told(desk)) == writers * each
    assert not verdict.faults


@pytest.mark.parametrize("internal", [True, False])
def test_what_answers_an_internal_mail_is_internal(
    desk, hand_to_review, speak, tmp_path, internal
):
    number, office = hand_to_review("smi"), Office(desk, tmp_path / "mail")
    speak(number, "@ben: heikel?", "ada", internal=internal)
    identity = office.sent(number, to="ben", purpose="mentioned")
    office.lay(reply(identity, "Ja, sehr.", sender="ben@agentur.example.org"))

    office.collect()

    with reading(desk.engine) as connection:
        said = post_file(connection, number).comments[-1]
    assert (said.text, said.author_key, said.internal) == ("Ja, sehr.", "ben", internal)
