"""Previewing: every kind of mail as it would be written now."""

from datetime import date, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import pytest
from contract import violations
from desk import BARE
from sqlalchemy import insert
from worker import lease_all, settle

from states.post import PostState
from vorlauf import previewing, specimens
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.material.consents import Terms, record
from vorlauf.material.withdrawing import withdraw
from vorlauf.previewing import Wish, preview
from vorlauf.rendering import Office
from vorlauf.store.comments import NewComment, add_comment
from vorlauf.store.database import reading, writing
from vorlauf.store.queries import MESSAGE, NOTICE
from vorlauf.store.tables import Absence, Incoming, NoticeState, Purpose, table_of

SENDER = Address("Vorlauf", "vorlauf", "example.org")


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def see(desk):
    """Return a function that previews a kind of mail to somebody."""

    def look(kind, number, reader="ines", lang=None):
        office = Office(
            directory=desk.directory, sender=SENDER, answers_to="", now=desk.now
        )
        wish = Wish(kind=kind, number=number, reader=reader, language=lang)
        with reading(desk.engine) as connection:
            return preview(connection, wish, office)

    return look


def headers(mail):
    return message_from_bytes(mail.content, policy=default)


def say(desk, number, text="Passt so."):
    case = desk.case(number)
    said = NewComment(
        post_id=case.id,
        version=1,
        step_id=None,
        house="smi",
        author="Ines Iser",
        author_key="ines",
        address="ines@smi.example.org",
        text=text,
        whole=text,
        said_at=desk.now,
    )
    with writing(desk.engine) as connection:
        add_comment(connection, said)


def be_away(desk, number):
    row = {
        "id": 1,
        "digest": "0",
        "stored_at": desk.now,
        "sender": "ines@smi.example.org",
        "subject": "Abwesenheitsnotiz",
        "size": 1,
        "content": b"",
        "is_cut": False,
        "kind": "out_of_office",
        "tries": 1,
        "result": "",
        "post_id": desk.case(number).id,
        "person": "ines",
        "absent_from": date(2023, 9, 18),
        "absent_until": date(2023, 9, 29),
    }
    with writing(desk.engine) as connection:
        connection.execute(insert(table_of(Incoming)).values(row))


def taken_down(desk, a_post):
    """Publish a post whose consent is then withdrawn; return its number."""
    number = a_post("smi", **(BARE | {"wants_assets": True}))
    desk.do(number, "request_assets")
    desk.supply(number, "smi", "ines", consent="", sha256="b" * 64)
    channels, today = desk.directory.campaign.channels, desk.now.date()
    terms = Terms(
        people="Mia Muster",
        channels=channels,
        purpose="Ausbildung",
        first_day=today,
        kept_at="Blatt 12",
    )
    eager = {"target": PostState.SCHEDULED, "comment": "Eilt."}
    with writing(desk.engine) as connection:
        parts = (connection, desk.directory)
        record(*parts, number, "b" * 64, terms, "ines", desk.now)
    desk.do(number, "override", **eager)
    desk.now = max(desk.now, desk.case(number).slot_at)
    proofs = {c: f"https://{c}.example.org/2" for c in channels}
    desk.do(number, "publish", proofs=proofs)
    with writing(desk.engine) as connection:
        withdraw(connection, desk.directory, 1, "ada", "Bitte entfernen.", desk.now)
    return number


@pytest.fixture
def everything(desk, a_post, hand_to_review):
    """Return by kind the number of a post that has what such a mail tells of."""
    drawn = a_post("smi")
    desk.do(drawn, "request_assets")
    ready = a_post("smi", wants_graphics=False)
    desk.do(ready, "request_assets")
    desk.supply(ready, "smi", "ines")
    reviewed, refused = hand_to_review("smi"), hand_to_review("smi")
    settle(desk, lease_all(desk), NoticeState.DEAD, error="550 No such user")
    say(desk, reviewed)
    be_away(desk, reviewed)
    desk.do(refused, "request_changes", "ines", comment="Kürzer, bitte.")
    approval, scheduled = hand_to_review("smi"), hand_to_review("smi")
    for number in (approval, scheduled):
        desk.do(number, "endorse", "ines")
    desk.do(scheduled, "approve", "clara")
    jumped = a_post("smi", **BARE)
    eager = {"target": desk.case(scheduled).state, "comment": "Eilt."}
    desk.do(jumped, "override", **eager)
    out = a_post("smi", **BARE)
    desk.do(out, "override", **eager)
    desk.now += timedelta(days=65)
    channels = desk.directory.campaign.channels
    proofs = {c: f"https://{c}.example.org/1" for c in channels}
    desk.do(out, "publish", proofs=proofs)
    down = taken_down(desk, a_post)
    return {
        "material_request": drawn,
        "submit_request": ready,
        "review_request": reviewed,
        "approval_request": approval,
        "publish_request": scheduled,
        "retrospective_request": jumped,
        "reminder": reviewed,
        "escalation": reviewed,
        "changes_requested": refused,
        "decision_received": approval,
        "published": out,
        "comment_received": reviewed,
        "reply_received": reviewed,
        "absence_offered": reviewed,
        "bounce_report": reviewed,
        "overview": None,
        "mentioned": reviewed,
        "corrected": approval,
        "link_renewed": reviewed,
        "take_down_request": down,
        "digest": None,
    }


def test_every_kind_can_be_seen_and_keeps_the_contract(everything, see):
    assert set(everything) == set(previewing.KINDS)
    for kind, number in everything.items():
        reader = "ada" if kind == "overview" else "ines"
        mail = see(kind, number, reader)

        assert violations(mail.content) == [], kind
        assert (number or "") in mail.subject


def test_it_is_addressed_as_delivery_would_do_it(everything, see):
    mail = headers(see("review_request", everything["review_request"]))

    assert mail["To"] == "Ines Iser <ines@smi.example.org>"
    assert mail["From"].addresses[0].addr_spec == "vorlauf@example.org"
    assert mail["Reply-To"].addresses[0].addr_spec == "ada@agentur.example.org"


def test_nothing_is_kept(desk, everything, see):
    before = desk.rows(NOTICE), len(desk_messages(desk))

    see("review_request", everything["review_request"])

    assert (desk.rows(NOTICE), len(desk_messages(desk))) == before


def desk_messages(desk):
    with reading(desk.engine) as connection:
        return connection.execute(MESSAGE.select()).all()


def test_the_deputy_of_whoever_is_away_sees_it(desk, everything, see):
    away = Absence(
        id=1,
        person="ines",
        first_day=desk.now.date(),
        last_day=desk.now.date(),
        set_by="Ada",
        set_at=desk.now,
        comment="",
        ended_at=None,
    )
    with writing(desk.engine) as connection:
        connection.execute(insert(table_of(Absence)).values(away.model_dump()))

    assert see("reminder", everything["reminder"]).recipient == "ivo"


def test_another_language_can_be_asked_for(everything, see):
    german = see("reminder", everything["reminder"])
    english = see("reminder", everything["reminder"], lang="en")

    assert "Dear" in headers(english).get_body(("plain",)).get_content()
    assert german.subject != english.subject
    with pytest.raises(BadInputError, match="no mails in 'fr'; write de or en"):
        see("reminder", everything["reminder"], lang="fr")


def test_a_step_of_the_reader_is_shown_before_others(hand_to_review, see):
    number = hand_to_review("smi", "smf")

    text = headers(see("review_request", number, "frank")).get_body(("plain",))

    assert "Ministerium der Finanzen" in text.get_content()


@pytest.mark.parametrize(
    "kind",
    sorted(set(Purpose) - {Purpose.OVERVIEW, Purpose.REMINDER, Purpose.ESCALATION}),
)
def test_what_a_post_has_not_got_is_refused_with_the_reason(kind, a_post, see):
    number = a_post("smi")

    with pytest.raises(RefusedError, match=f"{number} is in state draft and .* {kind}"):
        see(kind, number)


def test_every_purpose_says_what_it_would_take():
    told = set(specimens._TOLD) | set(specimens._ASKED)

    assert told == set(specimens._LACKING) == set(Purpose) - {Purpose.OVERVIEW}


def test_a_digest_is_about_several_matters(asked, see):
    one, two = asked("smi", "smi")

    text = headers(see("digest", None)).get_body(("plain",)).get_content()

    assert one in text
    assert two in text
    with pytest.raises(RefusedError, match="Ines Iser is asked for 1 now"):
        see("digest", one)


def test_an_overview_goes_to_those_who_oversee(asked, see):
    with pytest.raises(RefusedError, match="No step is open"):
        see("overview", None, "clara")
    asked("smi")
    with pytest.raises(RefusedError, match="Ines Iser gets no overview"):
        see("overview", None)
    with pytest.raises(BadInputError, match="leave --post out"):
        see("overview", "2023-001", "ada")


def test_what_does_not_exist_is_named(see):
    with pytest.raises(BadInputError, match="did you mean"):
        see("remainder", "2023-001")
    with pytest.raises(BadInputError, match="name it with --post"):
        see("reminder", None)
    with pytest.raises(NotFoundError, match="no post 2023-001"):
        see("reminder", "2023-001")
