"""Three questions of parliament, answered end to end from the sample campaign."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from shutil import copytree

import pypdfium2
import pytest

from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, writing
from vorlauf.db.post_snapshots import post_of
from vorlauf.records.inquiries import (
    answer_document,
    answers,
    costs,
    kept_evidence,
    register,
)
from vorlauf.records.inquiries.costs import NewCost
from vorlauf.records.inquiries.evidence import EvidenceKind
from vorlauf.records.inquiries.evidence_values import EvidenceAsk
from vorlauf.records.inquiries.inquiry_rows import InquiryWords, SingleQuestion
from vorlauf.records.inquiries.register import SeenInquiry

pytestmark = [pytest.mark.slow]
QUESTIONS = (
    "Wie viele Beiträge erschienen je Monat, Ressort und Kanal?",
    "Welche Beiträge wurden bezahlt, was kosteten sie, und was erreichten sie?",
    "Wer hat den Beitrag freigegeben, und auf welchem Text?",
)
YEAR = EvidenceAsk(first=date(2023, 1, 1), last=date(2023, 12, 31))
ONE = SeenInquiry(key=1, actor="petzold")


@pytest.fixture
def do(campaign, tmp_path):
    """Act on a copy of the sample campaign."""
    copytree(campaign.folder, tmp_path / "campaign")
    engine = make_engine(f"sqlite:///{tmp_path / 'campaign' / 'vorlauf.db'}")

    def act(what, *words):
        with writing(engine) as connection:
            return what(Call(connection, campaign.directory, campaign.at), *words)

    yield act
    engine.dispose()


def test_three_questions_of_parliament_are_answered_from_the_file(campaign, do):
    post = do(lambda call: post_of(call.connection, campaign.names["published"]))
    day = campaign.directory.agency.office.day_of(post.published_at)
    invoice = NewCost(
        contractor="Agentur Muster GmbH",
        contract="Rahmenvertrag 2023/4",
        award="Verhandlungsvergabe",
        invoice="R-17",
        gross_cents=807_296,
        first_day=day,
        last_day=day,
        is_media=True,
        posts=(post.number,),
    )
    do(costs.add, [invoice], "petzold")
    asked = InquiryWords(
        drs="8/1234",
        topic="Beiträge in sozialen Netzwerken",
        house="sk",
        dispatched=date(2023, 9, 4),
        questions=tuple(
            SingleQuestion(words=one, answer="Auf die Anlage wird verwiesen.")
            for one in QUESTIONS
        ),
    )
    do(register.add, asked, "petzold")
    of_day = EvidenceAsk(first=day, last=day)
    counted = do(kept_evidence.save, ONE, 1, EvidenceKind.POSTS, YEAR)
    paid = do(kept_evidence.save, ONE, 2, EvidenceKind.PAID, YEAR)
    approved = do(kept_evidence.save, ONE, 3, EvidenceKind.APPROVALS, of_day)

    frozen = do(answers.freeze, ONE)
    approver = replace(ONE, actor=campaign.directory.approver.key)
    released = do(answers.release, approver, frozen.sha256)

    months = {row[0] for row in counted.rows}
    assert f"{day:%Y-%m}" in months
    named = [row for row in paid.rows if row[0] == post.number]
    assert sum(row[4] or 0 for row in named) == Decimal("8072.96")
    assert {"review", "approval"} <= {row[3] for row in approved.rows}
    assert all(row[11] for row in approved.rows if row[0] == post.number)
    pdf = do(answer_document.pdf, frozen.document, released)
    pages = pypdfium2.PdfDocument(pdf)
    said = " ".join(page.get_textpage().get_text_range() for page in pages)
    for words in (*QUESTIONS, "Freigegeben am", "8.072,96", post.number):
        assert words in " ".join(said.split())
