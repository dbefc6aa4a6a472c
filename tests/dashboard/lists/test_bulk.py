"""Bulk moves: a preview of each post, then each by itself, and what became of it."""

import pytest
from dashboards import send
from desk import BARE

from dashboard.lists import bulk
from states.post import PostState
from vorlauf.db.tables import Audit, table_of

DRAFT, REVIEW = PostState.DRAFT, PostState.MINISTRY_REVIEW


@pytest.fixture
def drafts(a_post):
    """Two complete drafts, and one for which a text is missing."""
    whole = [a_post("smi", title=f"Beitrag {n}", **BARE) for n in (1, 2)]
    return [*whole, a_post("smi", texts={"linkedin": "Nur hier."}, **BARE)]


@pytest.fixture
def awaiting(desk, hand_to_review):
    """Return a function that plans posts which wait for Clara's approval."""

    def plan(number_of_them=2):
        numbers = [hand_to_review("smi") for _ in range(number_of_them)]
        for number in numbers:
            desk.do(number, "endorse", "ines")
        return numbers

    return plan


def confirm(preview, **more):
    """Return what the form of a preview would send, with what somebody adds."""
    return [*preview.form("/posts/bulk").fields, *more.items()]


def ask(browser, act, numbers, **more):
    return browser.send("/posts/bulk/preview", {"act": act, "post": numbers, **more})


def test_a_preview_says_of_each_post_what_would_happen(dashboard, desk, drafts):
    page = ask(dashboard.as_("ada"), "submit", drafts)

    assert page.status == 200
    assert "Noch ist nichts geschehen." in page.text
    assert page.text.count("Entwurf → Prüfung im Ressort") == 2
    assert "instagram" in page.text.lower()
    fields = page.form("/posts/bulk").fields
    assert [value for name, value in fields if name == "post"] == drafts[:2]
    assert desk.post(drafts[0]).state is DRAFT


def test_each_post_moves_by_itself(dashboard, desk, drafts):
    ada = dashboard.as_("ada")

    page = send(ada, "/posts/bulk", confirm(ask(ada, "submit", drafts)))

    assert "2 Beiträge sind erledigt." in page.text
    assert [desk.post(number).state for number in drafts] == [REVIEW, REVIEW, DRAFT]
    line = desk.rows(table_of(Audit), event="submit")[0]
    assert '"door": "dashboard"' in line.details.replace('":"', '": "')


def test_who_was_faster_is_named_and_the_others_move(dashboard, desk, drafts):
    ada = dashboard.as_("ada")
    preview = ask(ada, "submit", drafts[:2])
    desk.do(drafts[0], "withdraw", "ben", comment="Das Thema ist vorbei.")

    page = send(ada, "/posts/bulk", confirm(preview))

    assert "Ein Beitrag ist erledigt." in page.text
    assert "Mit einem Beitrag ist nichts geschehen." in page.text
    assert "Schneller war Ben Krause: Zurückgezogen, Mo 18.09.2023" in page.text
    assert desk.post(drafts[0]).state is PostState.WITHDRAWN
    assert desk.post(drafts[1]).state is REVIEW


def test_sending_twice_moves_once(dashboard, desk, drafts):
    ada = dashboard.as_("ada")
    fields = confirm(ask(ada, "submit", drafts[:1]))
    send(ada, "/posts/bulk", fields)

    page = send(ada, "/posts/bulk", fields)

    assert "Schneller war Ada Lorenz: " in page.text
    assert len(desk.rows(table_of(Audit), event="submit")) == 1


def test_what_was_not_previewed_is_left_alone(dashboard, desk, drafts):
    page = dashboard.as_("ada").send(
        "/posts/bulk", {"act": "submit", "post": drafts[:1]}
    )

    assert "Dieser Beitrag wurde vorher nicht gezeigt" in page.text
    assert desk.post(drafts[0]).state is DRAFT


def test_a_reason_is_asked_for_and_goes_into_every_file(dashboard, desk, drafts):
    ada = dashboard.as_("ada")
    preview = ask(ada, "withdraw", drafts)

    page = send(ada, "/posts/bulk", confirm(preview))
    assert page.status == 422
    assert "Schreiben Sie eine Begründung" in page.text
    fields = [f for f in page.form("/posts/bulk").fields if f[0] != "comment"]
    send(ada, "/posts/bulk", [*fields, ("comment", "Trauerfall")])

    lines = desk.rows(table_of(Audit), event="withdraw")
    assert [line.comment for line in lines] == ["Trauerfall"] * 3


def test_an_approver_reads_every_text_before_approving(dashboard, desk, awaiting):
    numbers, clara = awaiting(), dashboard.as_("clara")

    preview = ask(clara, "approve", numbers)
    assert preview.text.count("Ein Tag bei der Feuerwehr.") == 2
    assert "Fassung 1: Text lesen" in preview.text
    page = send(clara, "/posts/bulk", confirm(preview))

    assert "2 Beiträge sind erledigt." in page.text
    assert {desk.post(number).state for number in numbers} == {PostState.SCHEDULED}


def test_a_text_that_changed_meanwhile_is_not_approved(dashboard, desk, awaiting):
    (number,), clara = awaiting(1), dashboard.as_("clara")
    preview = ask(clara, "approve", [number])
    desk.save(number, texts={"linkedin": "Etwas ganz anderes."})

    page = send(clara, "/posts/bulk", confirm(preview))

    assert "Mit einem Beitrag ist nichts geschehen." in page.text
    assert desk.post(number).state is REVIEW


def test_more_text_than_one_reads_at_once_follows_later(
    dashboard, awaiting, monkeypatch
):
    monkeypatch.setattr(bulk, "_MOST_LETTERS", 30)
    numbers, clara = awaiting(2), dashboard.as_("clara")

    preview = ask(clara, "approve", numbers)
    assert "Ein weiterer Beitrag folgt auf der nächsten Seite" in preview.text
    page = send(clara, "/posts/bulk", confirm(preview))
    later = page.form("/posts/bulk/preview")

    assert [value for name, value in later.fields if name == "post"] == numbers[1:]


def test_many_are_reminded_and_each_mail_has_its_time(dashboard, desk, asked):
    numbers = asked("smi", "smf")
    desk.now = desk.post(numbers[0]).steps[0].due_at
    ada = dashboard.as_("ada")

    preview = ask(ada, "remind", numbers)
    assert "Erinnert: Ines Iser" in preview.text
    page = send(ada, "/posts/bulk", confirm(preview))

    assert "Ines Iser erhält am " in page.text
    assert "Frank Förster erhält am " in page.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "submit"}, "Kreuzen Sie mindestens einen Beitrag an."),
        ({"act": "publish", "post": ["1"]}, "Wählen Sie, was"),
        ({"post": ["1"]}, "Wählen Sie, was"),
        (
            {"act": "submit", "post": [str(n) for n in range(101)]},
            "höchstens 100 Beiträge",
        ),
    ],
)
def test_nonsense_is_refused_with_a_sentence(dashboard, form, sentence):
    for path in ("/posts/bulk/preview", "/posts/bulk"):
        page = dashboard.as_("ada").send(path, form)

        assert page.status == 422
        assert sentence in page.text


def test_a_post_that_does_not_exist_is_not_found(dashboard):
    assert ask(dashboard.as_("ada"), "submit", ["2023-9999"]).status == 404


@pytest.mark.parametrize("person", ["ines", "gero", "olga"])
def test_others_do_nothing_in_bulk(dashboard, drafts, person):
    assert ask(dashboard.as_(person), "submit", drafts).status == 403


@pytest.mark.slow
def test_a_hundred_posts_are_previewed_on_a_small_page(dashboard, a_post):
    numbers = [a_post("smi", title=f"Ein langer Titel {n}") for n in range(100)]

    page = ask(dashboard.as_("ada"), "withdraw", numbers)

    assert page.status == 200
    assert len(page.html.encode()) <= 60_000
