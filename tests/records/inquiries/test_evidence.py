"""Evidence: three questions of parliament, answered from a campaign that was lived."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from notifications.i18n.translation import translate
from states.post import DecisionWay, PostState
from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import MatchedBy
from vorlauf.errors import BadInputError, NotFoundError, RefusedError
from vorlauf.evaluation import snapshots
from vorlauf.evaluation.figure_files import PostFigures
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.snapshots import Match, MatchedFigures, NewSnapshot
from vorlauf.records.inquiries import (
    costs,
    evidence,
    evidence_tables,
    kept_evidence,
    register,
)
from vorlauf.records.inquiries.costs import NewCost, cents_of
from vorlauf.records.inquiries.evidence import EvidenceKind
from vorlauf.records.inquiries.evidence_values import EvidenceAsk
from vorlauf.records.inquiries.inquiry_rows import InquiryWords, SingleQuestion
from vorlauf.records.inquiries.register import SeenInquiry
from vorlauf.sheets.cells import Place
from vorlauf.workflow.action import Recording
from vorlauf.workflow.permalinks import record_proof

LINKEDIN = "https://www.linkedin.com/feed/update/urn:li:activity:"
YEAR = EvidenceAsk(first=date(2023, 1, 1), last=date(2023, 12, 31))
INVOICE = NewCost(
    contractor="Agentur Muster GmbH",
    contract="Rahmenvertrag 2023/4",
    award="Verhandlungsvergabe",
    invoice="R-17",
    gross_cents=10_000,
    first_day=date(2023, 11, 1),
    last_day=date(2023, 11, 30),
    is_media=True,
)


@pytest.fixture
def kind_of_database():
    """What is asked here is the same on both databases."""
    return "sqlite"


@pytest.fixture
def do(desk):
    def act(what, *words):
        with writing(desk.engine) as connection:
            return what(desk.call(connection), *words)

    return act


@pytest.fixture
def ask(desk):
    def find(kind, asked=YEAR):
        with reading(desk.engine) as connection:
            return evidence.run(desk.call(connection), kind, asked)

    return find


@pytest.fixture
def out(desk, hand_to_review, slot):
    """A post of two houses that is out; one of them endorsed it by phone."""
    number = hand_to_review("smi", "smf")
    desk.do(number, "endorse", "ines")
    by = desk.directory.people["ada"]
    said = Recording(by=by, way=DecisionWay.PHONE, said_at=desk.now)
    desk.do(number, "endorse", "frank", recording=said)
    desk.do(number, "approve", "clara")
    desk.now = slot + timedelta(minutes=5)
    for channel in desk.post(number).content.texts:
        address = f"https://www.{channel}.com/p/C0ffee"
        if channel == "linkedin":
            address = f"{LINKEDIN}7123456789012345678/"
        proof = {"number": number, "channel": channel, "permalink": address}
        desk.ask(lambda call, one: record_proof(call, actor="ada", **one), proof)
    desk.do(number, "publish")
    return number


def test_posts_are_counted_by_month_house_and_channel(desk, ask, out):
    channels = desk.post(out).content.texts
    month = f"{desk.post(out).published_at:%Y-%m}"
    assert ask(EvidenceKind.POSTS) == [
        (month, house, channel, 1)
        for house in ("smf", "smi")
        for channel in sorted(channels)
    ]
    assert ask(EvidenceKind.POSTS, replace(YEAR, house="smi", channel="xing")) == [
        (month, "smi", "xing", 1)
    ]
    before = EvidenceAsk(first=date(2022, 1, 1), last=date(2022, 12, 31))
    assert ask(EvidenceKind.POSTS, before) == []


@pytest.mark.usefixtures("out")
def test_who_approved_the_post_and_on_which_text_is_named_with_the_way(ask):
    (smf, smi, sk) = [row[3:] for row in ask(EvidenceKind.APPROVALS)]

    assert (smi[:3], sk[:3]) == (
        ("review", "smi", "Ines Iser"),
        ("approval", "sk", "Clara Müller"),
    )
    assert (smf[2], smf[5], smf[6]) == ("Frank Förster", "phone", "Ada Lorenz")
    assert sk[7:9] == (1, 1)
    assert "linkedin: Ein Tag bei der Feuerwehr." in sk[9]


def test_a_paid_post_has_its_part_of_the_invoice_and_reach_apart(desk, do, ask, out):
    post = desk.post(out)
    do(costs.add, [replace(INVOICE, posts=(out,))], "ada")
    ours = Match(post_id=post.id, number=out, title="", by=MatchedBy.PERMALINK)
    rows = [
        MatchedFigures(
            figures=PostFigures(
                place=Place("All posts", 3, 0),
                share=share,
                values={Metric.IMPRESSIONS: Decimal(value)},
                day=date(2023, 11, 21),
            ),
            match=ours,
        )
        for share, value in ((Share.ORGANIC, 900), (Share.PAID, 5600))
    ]
    new = NewSnapshot(channel="linkedin", as_of=desk.now, posts=rows)
    do(snapshots.keep, new, desk.directory.people["ada"])

    found = {row[3]: row[4:8] for row in ask(EvidenceKind.PAID)}

    assert found["instagram"] == (Decimal("100.00"), None, None, None)
    only = replace(YEAR, channel="instagram")
    assert [row[3:5] for row in ask(EvidenceKind.PAID, only)] == [("instagram", None)]
    assert found["linkedin"] == (None, 900, 5600, None)
    assert ask(EvidenceKind.REACH, replace(YEAR, channel="xing"))[0][4:8] == (
        None, None, None, "",
    )  # fmt: skip


@pytest.mark.usefixtures("out")
def test_costs_stand_by_invoice_per_post_and_as_a_sum(do, ask):
    do(costs.add, [INVOICE, replace(INVOICE, invoice="R-18", gross_cents=1)], "ada")

    first, second, total = ask(EvidenceKind.COSTS)

    assert (first[3], first[8:11]) == (
        "R-17",
        (Decimal("100.00"), 1, Decimal("100.00")),
    )
    assert second[3] == "R-18"
    assert (total[0], total[8]) == ("Σ", Decimal("100.01"))
    assert do(costs.remove, 2, "ada").invoice == "R-18"
    assert ask(EvidenceKind.COSTS)[-1][8] == Decimal("100.00")
    do(costs.restore, 2, "ada")
    assert len(ask(EvidenceKind.COSTS)) == 3


@pytest.mark.usefixtures("out")
def test_overrides_holds_and_phone_decisions_have_their_share(ask):
    of = {row[0]: row[1:] for row in ask(EvidenceKind.EXCEPTIONS)}

    assert of["smi"][:3] == (1, 0, Decimal("0.0000"))
    assert (of["smi"][5:], of["smf"][5:]) == (
        (1, 0, Decimal("0.0000")),
        (1, 1, Decimal("1.0000")),
    )
    assert of[""][5:] == (3, 1, Decimal("0.3333"))


@pytest.mark.usefixtures("out")
def test_a_house_that_is_called_otherwise_by_now_keeps_its_posts(desk, do, ask):
    do(costs.add, [replace(INVOICE, house="smf")], "ada")
    house = desk.directory.houses["smf"]
    houses = {k: one for k, one in desk.directory.houses.items() if k != "smf"}
    houses["smfin"] = replace(house, key="smfin", was=("smf",))
    desk.directory = replace(desk.directory, houses=houses)
    theirs = replace(YEAR, house="smfin")

    assert {row[1] for row in ask(EvidenceKind.POSTS)} == {"smfin", "smi"}
    assert {row[1] for row in ask(EvidenceKind.POSTS, theirs)} == {"smfin"}
    assert [row[4] for row in ask(EvidenceKind.APPROVALS)] == ["smfin", "smi", "sk"]
    assert ask(EvidenceKind.EXCEPTIONS, theirs)[0][6:8] == (1, 1)
    assert ask(EvidenceKind.COSTS, theirs)[0][6:10] == (
        "smfin", True, Decimal("100.00"), 1,
    )  # fmt: skip


def test_a_yes_that_came_afterwards_says_so(desk, ask, hand_to_review):
    number = hand_to_review("smi")
    desk.do(number, "endorse", "ines")
    desk.do(number, "override", target=PostState.PUBLISHED, comment="Landtagssitzung")
    assert [row[3] for row in ask(EvidenceKind.APPROVALS)] == ["review"]
    desk.do(number, "approve", "clara")
    rows = ask(EvidenceKind.APPROVALS)
    assert [row[3] for row in rows] == ["review", "approval_afterwards"]
    found = kept_evidence.Evidence(
        key=0,
        question=0,
        kind=EvidenceKind.APPROVALS,
        asked=YEAR,
        rows=tuple(rows),
        as_of=desk.now,
    )
    with reading(desk.engine) as connection:
        table = evidence_tables.evidence_table(desk.call(connection), found, "de")
    assert evidence_tables.texts_of(table)[1][3] == "Freigabe (nachträglich)"
    assert "nur eine Zeile, wenn nachträglich" in table.about[-1]


@pytest.mark.parametrize("last", [date(2100, 12, 31), date(9999, 12, 31)])
def test_a_day_beyond_the_calendar_is_refused(do, ask, last):
    with pytest.raises(BadInputError, match="is too far away"):
        ask(EvidenceKind.POSTS, replace(YEAR, last=last))
    with pytest.raises(BadInputError, match="is too far away"):
        do(costs.add, [replace(INVOICE, last_day=last)], "ada")


def test_evidence_of_a_question_keeps_its_number(do):
    questions = tuple(SingleQuestion(words=words) for words in ("Wann?", "Wo?"))
    do(register.add, InquiryWords(topic="Beiträge", questions=questions[:1]), "ada")
    which = SeenInquiry(key=1, actor="ada")
    do(register.edit, which, {"questions": questions})
    do(kept_evidence.save, which, 2, EvidenceKind.POSTS, YEAR)
    gone = (SingleQuestion(words=""), questions[1], SingleQuestion(words="Wer?"))
    for act, *words in (
        (register.edit, which, {"questions": questions[1:]}),
        (register.edit, which, {"questions": gone}),
        (register.undo, which),
    ):
        with pytest.raises(RefusedError, match="Remove the evidence of single"):
            do(act, *words)
    do(register.edit, which, {"questions": (*questions, gone[2])})
    do(kept_evidence.remove, which, 1)
    saved = do(register.edit, which, {"questions": gone})
    assert [one.words for one in saved.questions] == ["Wo?", "Wer?"]


@pytest.mark.usefixtures("out")
def test_evidence_is_kept_as_it_was_found(desk, do):
    questions = (SingleQuestion(words="Wie viele Beiträge?"),)
    do(register.add, InquiryWords(topic="Beiträge", questions=questions), "ada")
    which = SeenInquiry(key=1, actor="ada")
    saved = do(kept_evidence.save, which, 1, EvidenceKind.APPROVALS, YEAR)
    with reading(desk.engine) as connection:
        (kept,) = kept_evidence.kept(desk.call(connection), 1)
        table = evidence_tables.evidence_table(desk.call(connection), kept, "de")
    assert kept == saved
    texts = evidence_tables.texts_of(table)
    assert texts[0][1:4] == ["21.11.2023", "Ein Tag bei der Feuerwehr", "Mitzeichnung"]
    assert "Freigabe" in texts[2]
    do(kept_evidence.remove, which, 1)
    with pytest.raises(NotFoundError, match="There is no evidence 1"):
        do(kept_evidence.remove, which, 1)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("42.840,00 Euro", 4_284_000),
        ("8072.96", 807_296),
        ("12 €", 1_200),
        ("1.234,5", 123_450),
    ],
)
def test_an_amount_is_read_as_it_is_written(text, cents):
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    "text",
    ["", "viel", "1,234", "nan", "-", "42.840", "12.500", "42,840", "1e9999999", "٣"],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(BadInputError, match="is no amount") as refused:
        cents_of(text)
    german = translate(refused.value.message, "de")
    assert "ist kein Betrag; schreiben Sie ihn wie 42.840,00." in german


def test_all_faults_of_a_cost_are_named_and_only_coordinators_keep_them(do):
    wrong = replace(
        INVOICE, contractor="", posts=("2023-999",), last_day=date(2023, 1, 1)
    )
    with pytest.raises(BadInputError) as refused:
        do(costs.add, [wrong], "ada")
    for said in ("Write who was paid.", "There is no post '2023-999'", "ends before"):
        assert said in str(refused.value)
    with pytest.raises(RefusedError, match="is no coordinator"):
        do(costs.add, [INVOICE], "ines")
