"""Recording a decision on the page of a post, and objecting to it by link."""

import pytest
from answer_pages import words_of

from states.post import DecisionWay, PostState
from vorlauf.db.tables import LinkKind
from vorlauf.workflow.action import Recording


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def send(dashboard):
    """Return a function that opens the form as Ada and sends it with what is typed."""

    def act(number, **typed):
        ada, path = dashboard.as_("ada"), f"/posts/{number}/record"
        fields = dict(ada.see(path).form(path).fields)
        return ada.send(path, {**fields, **typed})

    return act


def test_a_coordinator_records_who_decided_what_and_when(
    dashboard, send, desk, hand_to_review
):
    number = hand_to_review("smi")

    page = send(number, who="ines/smi/endorse")

    assert "Ines Iser ist vermerkt" in page.text
    assert "/undo" in " ".join(form.action for form in page.forms)
    assert desk.post(number).state is PostState.STAATSKANZLEI_APPROVAL
    shown = dashboard.as_("olga").see(f"/posts/{number}").text
    assert "Ines Iser, am Telefon, vermerkt von Ada Lorenz" in shown


def test_the_post_leads_to_the_form_which_names_all_who_could_decide(
    dashboard, hand_to_review
):
    number = hand_to_review("smi")
    ada = dashboard.as_("ada")

    assert f"/posts/{number}/record" in ada.see(f"/posts/{number}").links
    form = ada.see(f"/posts/{number}/record").text

    for words in ("Ines Iser: Mitgezeichnet", "Ivo Jahn: Änderung erbeten"):
        assert words in form


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Wählen Sie, wer wie entschieden hat."),
        ({"who": "ines/smi/endorse", "hour": "quarter"}, "Nennen Sie Tag und Uhrzeit"),
        ({"who": "ines/smi/endorse", "hour": "23:59"}, "liegt noch bevor"),
        ({"who": "ines/smi/request_changes"}, "Kommentar"),
        ({"who": "clara/sk/approve"}, "Zurzeit wird niemand darum gebeten"),
    ],
)
def test_what_cannot_be_recorded_comes_back_with_a_sentence(
    send, desk, hand_to_review, typed, words
):
    number = hand_to_review("smi")

    page = send(number, **typed)

    assert page.status in {409, 422}
    assert words in page.text
    assert desk.post(number).state is PostState.MINISTRY_REVIEW


def test_a_draft_has_nothing_to_record(dashboard, a_post):
    page = dashboard.as_("ada").see(f"/posts/{a_post('smi')}/record")

    assert "Zurzeit wird niemand um eine Entscheidung gebeten" in page.text


def test_whoever_has_not_said_so_objects_by_the_link_of_the_mail(
    dashboard, desk, hand_to_review
):
    number = hand_to_review("smi")
    ada = desk.directory.people["ada"]
    said = Recording(by=ada, way=DecisionWay.PHONE, said_at=desk.now)
    desk.do(number, "endorse", "ines", recording=said)
    address = f"/answer/{words_of(dashboard, number, 'smi', LinkKind.OBJECT)}"
    ines = dashboard.stranger()

    shown = ines.see(address)
    answer = {"agree": "no", "comment": "Nie gesagt.", "name": "Ines Iser"}
    page = ines.send(f"{address}/object", answer)

    assert "Ada Lorenz hat vermerkt" in shown.text
    assert "noch einmal um Ihre Entscheidung gebeten" in page.text
    assert desk.open_steps(number) == {("review", "smi")}


def test_today_leads_to_the_form(dashboard, desk, hand_to_review):
    number = hand_to_review("smi")
    desk.now = desk.post(number).steps[0].due_at

    links = dashboard.as_("ada").see("/").links

    assert f"/posts/{number}/record?next=/" in links
