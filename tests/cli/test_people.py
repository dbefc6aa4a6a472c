"""The commands about people, in this process, with a real mail server."""

import re

import pytest
from command_line import open_for

from notifications.delivery.capture_server import CaptureServer
from vorlauf.accounts import api_tokens, sign_in_links
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, writing
from vorlauf.directory import loader

PETZOLD = ("--as", "petzold")
LINK = re.compile(r"^http://127\.0\.0\.1:8226/sign-in/([\w-]{43})$", re.MULTILINE)


@pytest.fixture
def vorlauf(tmp_path, monkeypatch, capsys, sqlite_template, now):
    return open_for(tmp_path, monkeypatch, capsys, sqlite_template, now)


@pytest.fixture
def ask(vorlauf, now):
    """Return a function that asks the engine with a ticket, in a transaction."""
    directory = loader.load(vorlauf.folder / "stakeholders.toml")
    engine = make_engine(f"sqlite:///{vorlauf.folder}/var/vorlauf.db")

    def asked(question, ticket):
        with writing(engine) as connection:
            return question(Call(connection, directory, now), ticket)

    yield asked
    engine.dispose()


def listed(vorlauf, key="haase"):
    rows = vorlauf("people", "list", "--json").plain
    return next(row for row in rows if row["key"] == key)


def test_without_a_mail_server_the_first_coordinator_gets_the_link_in_hand(
    vorlauf, ask
):
    answer = vorlauf("people", "invite", "petzold", *PETZOLD)

    assert "Jana Petzold is invited; this link works once" in answer.out
    (token,) = LINK.findall(answer.out)
    assert ask(sign_in_links.redeem, token).key == "petzold"
    assert ask(sign_in_links.redeem, token) is None


def test_an_invitation_goes_out_by_mail(vorlauf):
    box = []
    with CaptureServer(lambda *arrived: box.append(arrived)) as catcher:
        vorlauf.set("VORLAUF_MAIL_URL", catcher.url)
        answer = vorlauf("people", "invite", "haase", "Henriette Vogt", *PETZOLD)

    assert [to for to, _ in box] == ["haase@smi.example.org", "vogt@sk.example.org"]
    assert answer.code == 0
    assert "Cornelia Haase is invited; the mail to haase@smi" in answer.out
    assert not LINK.search(answer.out)


def test_a_link_can_be_printed_even_where_mail_works(vorlauf):
    vorlauf.set("VORLAUF_MAIL_URL", "smtp://127.0.0.1:9/?from=a@example.org")

    answer = vorlauf("people", "invite", "haase", *PETZOLD, "--print")

    assert (answer.code, len(LINK.findall(answer.out))) == (0, 1)


def test_a_mail_that_does_not_leave_is_said_and_what_to_do(vorlauf):
    vorlauf.set("VORLAUF_MAIL_URL", "smtp://127.0.0.1:9/?from=a@example.org")

    answer = vorlauf("people", "invite", "haase", *PETZOLD)

    assert answer.code == 1
    assert "has not left" in answer.out
    assert "`vorlauf people invite haase --print`" in answer.out


def test_one_who_cannot_be_invited_leaves_everybody_out(vorlauf):
    answer = vorlauf("people", "invite", "haase", "niemand", *PETZOLD)

    assert "nobody called 'niemand'" in answer.refusal
    assert listed(vorlauf)["state"] == "none"


def test_only_coordinators_invite(vorlauf):
    refusal = vorlauf("people", "invite", "petzold", "--as", "haase").refusal

    assert "Cornelia Haase is no coordinator" in refusal


def test_the_list_says_how_it_stands_and_nothing_of_when_somebody_was_there(vorlauf):
    vorlauf("people", "invite", "haase", *PETZOLD)
    vorlauf("people", "invite", "vogt", *PETZOLD)
    vorlauf("people", "disable", "vogt", *PETZOLD)

    page = vorlauf("people", "list").out

    assert re.search(
        r"Cornelia Haase .* active .* no .* open until Mon 2023-09-25", page
    )
    assert re.search(r"Henriette Vogt .* disabled", page)
    assert "Seen" not in page
    assert set(listed(vorlauf)) == {
        *("key", "name", "role", "house", "state", "has_password", "invited_until")
    }


def test_whoever_is_disabled_is_named(vorlauf):
    vorlauf("people", "invite", "haase", *PETZOLD)

    answer = vorlauf("people", "disable", "haase@smi.example.org", *PETZOLD)

    assert answer.out.startswith("Cornelia Haase is signed out everywhere")
    assert (
        "is disabled since" in vorlauf("people", "disable", "haase", *PETZOLD).refusal
    )


def test_a_token_is_all_that_standard_output_holds(vorlauf, ask):
    vorlauf("people", "invite", "haase", *PETZOLD)

    words = ("haase", *PETZOLD, "--label", "Kalender", "--until", "2023-12-31")
    answer = vorlauf("people", "token", *words)

    assert "shown this once" in answer.err
    assert ask(api_tokens.of_token, answer.out.strip()).person == "haase"


def test_a_token_needs_an_account_and_a_day(vorlauf):
    words = ("people", "token", "haase", *PETZOLD, "--label", "Kalender")

    assert "Cornelia Haase has no account" in vorlauf(*words).refusal
    assert "is no day" in vorlauf(*words, "--until", "bald").refusal


@pytest.fixture
def in_review(vorlauf):
    """A post that asks Cornelia Haase, and has asked her by mail."""
    number = vorlauf.plan("--text", "linkedin=Ein Tag.", "--no-assets", "--no-graphics")
    vorlauf.move(number, "submit")
    return number


def test_who_is_disabled_without_an_account_is_named_with_what_follows(
    vorlauf, in_review
):
    file = vorlauf.folder / "stakeholders.toml"
    head = "[people.haase]\n"
    file.write_text(file.read_text().replace(head, f'{head}deputy = "lindner"\n'))

    answer = vorlauf("people", "disable", "haase", *PETZOLD)

    assert "Links that were mailed to them open nothing" in answer.out
    row = rf"{in_review} .* review .* smi .* 2023-11-\d\d 16:00 .* Torsten Lindner"
    assert re.search(row, answer.out)
    assert "Nobody is asked for" not in answer.out
    assert listed(vorlauf)["state"] == "disabled"


@pytest.mark.usefixtures("in_review")
def test_what_shutting_somebody_out_does_is_said_before(vorlauf):
    words = ("people", "disable", "haase", *PETZOLD)

    tried = vorlauf(*words, "--dry-run").out

    begin, _, after = tried.partition("\n")
    assert begin == "Only tried; repeat the command without --dry-run:"
    assert listed(vorlauf)["state"] != "disabled"
    assert vorlauf(*words).out == after


def test_steps_that_have_nobody_are_said(vorlauf, in_review):
    answer = vorlauf("people", "disable", "haase", *PETZOLD)

    assert re.search(rf"{in_review} .* review .* nobody", answer.out)
    assert "Nobody is asked for 1 of these 1; name a deputy" in answer.out


def test_where_nothing_is_open_that_is_said(vorlauf):
    answer = vorlauf("people", "disable", "haase", *PETZOLD)

    assert "Nothing is open that others are asked for now." in answer.out


@pytest.mark.parametrize(
    "words",
    [
        ("post", "move", "2023-001", "endorse"),
        ("post", "edit", "2023-001", "--title", "Anders"),
        ("post", "deliver", "2023-001", "a.jpg", "--house", "smi", "--alt", "a"),
        ("post", "proof", "2023-001", "linkedin", "https://example.org/1"),
        (
            *("post", "add", "Neu", "--house", "smi"),
            *("--slot", "2023-11-21 10:00"),
        ),
        ("plan", "add-year", "2024", "--posts", "3"),
        ("absence", "set", "haase", "2023-10-02", "2023-10-04"),
        ("absence", "accept", "1"),
        ("absence", "end", "1"),
        ("consent", "withdraw", "1", "--reason", "Wunsch"),
        ("mail", "retry", "1"),
        ("mail", "suppress", "a@example.org"),
        ("mail", "remind", "2023-001"),
        ("post", "show", "2023-001"),
        ("people", "invite", "vogt"),
        ("people", "disable", "vogt"),
        ("people", "token", "haase", "--label", "Kalender"),
    ],
    ids=" ".join,
)
def test_nobody_acts_under_a_name_that_is_disabled(vorlauf, words):
    (vorlauf.folder / "a.jpg").write_bytes(b"-")
    vorlauf("people", "disable", "haase", *PETZOLD)

    answer = vorlauf(*words, "--as", "haase")

    assert "Cornelia Haase is disabled since 2023-09-18" in answer.refusal
