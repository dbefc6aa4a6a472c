"""Previews: every kind of mail as it would be written now."""

from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import pytest
from contract import violations
from every_kind import posts_of_every_kind
from sqlalchemy import insert

from states.purpose import MailKind
from vorlauf.db.engine import reading, writing
from vorlauf.db.post_snapshots import MESSAGE, NOTICE
from vorlauf.db.tables import Absence, table_of
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.mail.letters import previews
from vorlauf.mail.letters.previews import PreviewRequest, preview
from vorlauf.mail.letters.render_context import MailContext

SENDER = Address("Vorlauf", "vorlauf", "example.org")

# Who reads what is about no post.
OF_NO_POST = {"overview": "ada", "audit_head": "olga", "hold_report": "ada"}


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def see(desk):
    """Return a function that previews a kind of mail to somebody."""

    def look(kind, number, reader="ines", lang=None):
        office = MailContext(
            directory=desk.directory, sender=SENDER, answers_to="", now=desk.now
        )
        wish = PreviewRequest(kind=kind, number=number, reader=reader, language=lang)
        with reading(desk.engine) as connection:
            return preview(connection, wish, office)

    return look


def headers(mail):
    return message_from_bytes(mail.content, policy=default)


@pytest.fixture
def everything(desk, a_post, hand_to_review):
    """Return by kind the number of a post that has what such a mail tells of."""
    return posts_of_every_kind(desk, a_post, hand_to_review)


@pytest.mark.slow
def test_every_kind_can_be_seen_and_keeps_the_contract(everything, see):
    assert set(everything) == set(previews.KINDS)
    for kind, number in everything.items():
        reader = OF_NO_POST.get(kind, "ines")
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
        id=2,
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
    sorted(set(MailKind) - {*OF_NO_POST, MailKind.REMINDER, MailKind.ESCALATION}),
)
def test_what_a_post_has_not_got_is_refused_with_the_reason(kind, a_post, see):
    number = a_post("smi")

    with pytest.raises(RefusedError, match=f"{number} is in state draft and .* {kind}"):
        see(kind, number)


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


def test_the_head_of_the_log_goes_to_auditors(see):
    with pytest.raises(RefusedError, match="Ada Lorenz gets no head of the audit log"):
        see("audit_head", None, "ada")
    with pytest.raises(BadInputError, match="leave --post out"):
        see("audit_head", "2023-001", "olga")


def test_what_does_not_exist_is_named(see):
    with pytest.raises(BadInputError, match="did you mean"):
        see("remainder", "2023-001")
    with pytest.raises(BadInputError, match="name it with --post"):
        see("reminder", None)
    with pytest.raises(NotFoundError, match="no post 2023-001"):
        see("reminder", "2023-001")


def test_nobody_can_object_until_a_slot_that_has_passed(desk, everything, see):
    number = everything["decision_recorded"]
    mails = [see("decision_recorded", number, lang=lang) for lang in ("de", "en")]

    german, english = (headers(mail) for mail in mails)
    assert desk.post(number).has_come(desk.now)
    assert "Widerspruch" not in german["Subject"]
    assert "ist verstrichen" in german.get_body(("plain",)).get_content()
    assert "objections" not in english["Subject"]
    assert "has passed" in english.get_body(("plain",)).get_content()
