"""Dossiers: what stands in the values, and which posts are in."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from each import each
from forged_versions import alter
from jsonschema import Draft202012Validator

from notifications.i18n.translation import translate
from vorlauf.db.engine import writing
from vorlauf.db.tables import MatchedBy
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.evaluation import snapshots
from vorlauf.evaluation.figure_files import PostFigures
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.snapshots import Match, MatchedFigures, NewSnapshot
from vorlauf.material.consents import Terms, record
from vorlauf.records.dossiers import document_words, json_form, names, words
from vorlauf.records.dossiers.outputs import DossierFormat
from vorlauf.records.dossiers.values import Withheld
from vorlauf.sheets.cells import Place


def test_each_decision_says_who_how_and_on_which_version(desk, told, dossier_of):
    made, _ = dossier_of(told)

    (post,) = made.posts
    endorsed, approved = post.decisions
    assert (endorsed.name, endorsed.capacity) == ("Ines Iser", "contact")
    assert (endorsed.way, endorsed.recorded_by) == (
        "phone",
        desk.directory.people["ada"].name,
    )
    assert (endorsed.reason, endorsed.houses) == ("Passt ✅ so.", ("smi",))
    assert approved.event == "approve"
    assert approved.fingerprint == post.versions[-1].fingerprint
    assert all(version.is_intact for version in post.versions)


def test_the_log_of_a_post_reads_as_sentences(told, dossier_of):
    made, _ = dossier_of(told)

    said = [line.sentence for line in made.posts[0].log]
    assert said[-1].startswith("Clara ")
    assert said[-1].endswith(".")
    assert "Fassung" in said[-1]


def test_told_dates_and_mails_stand_with_their_step(desk, told, dossier_of, post_round):
    post_round(desk.now + timedelta(hours=1))
    made, _ = dossier_of(told)

    mails = [mail for step in made.posts[0].steps for mail in step.mails]
    assert "decision_recorded" in {mail.purpose for mail in mails}
    assert made.posts[0].decisions[0].receipts_at


def test_json_is_in_the_form_of_the_schema_that_is_published(told, dossier_of):
    _, path = dossier_of(told)

    schema = json.loads(json_form.schema())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(path.read_text()))


def test_a_picture_is_named_and_not_shown_once_a_consent_has_ended(
    desk, told, dossier_of
):
    (shown,) = dossier_of(told)[0].posts[0].pictures
    terms = Terms(
        people="Mia Muster",
        channels=("linkedin",),
        purpose="Werbung",
        first_day=date(2023, 9, 1),
        last_day=date(2023, 9, 30),
        kept_at="Akte",
    )
    with writing(desk.engine) as connection:
        record(desk.call(connection), told, shown.sha256, terms, "ada")
    desk.now += timedelta(days=14)

    (named,) = dossier_of(told)[0].posts[0].pictures

    assert (shown.withheld, shown.file.endswith(".jpg")) == (None, True)
    assert (named.withheld, named.file) == (Withheld.CONSENT_ENDED, "")
    assert named.name == "löschzug.jpg"


def test_a_version_that_was_changed_beside_the_log_is_said_to_be(
    desk, told, dossier_of
):
    alter(desk)

    made, _ = dossier_of(told)

    assert not made.posts[0].versions[0].is_intact


def test_a_period_takes_the_posts_by_their_slot(told, slot, dossier_of):
    day = slot.date()

    both, _ = dossier_of(first_day=day, last_day=day)
    one, _ = dossier_of(first_day=day, house="smf")

    assert len(both.posts) == 2
    assert [post.houses for post in one.posts] == [("smf",)]
    with pytest.raises(BadInputError, match="No post"):
        dossier_of(first_day=day + timedelta(days=1))
    with pytest.raises(NotFoundError, match="2023-999"):
        dossier_of(told, "2023-999")


@each("day", [date.min, date(1998, 12, 31), date(2100, 1, 1), date.max])
def test_a_day_that_is_too_far_away_is_refused(dossier_of, day):
    for scope in ({"first_day": day}, {"last_day": day}):
        with pytest.raises(BadInputError, match="is too far away"):
            dossier_of(**scope)


def test_a_house_has_the_posts_that_it_had_under_its_former_key(
    desk, told, slot, dossier_of
):
    house = desk.directory.houses["smi"]
    houses = {**desk.directory.houses, "smr": replace(house, key="smr", was=("smi",))}
    del houses["smi"]
    desk.directory = replace(desk.directory, houses=houses)

    made, _ = dossier_of(first_day=slot.date(), house="smr")

    assert [post.number for post in made.posts] == [told]


def test_every_word_of_the_document_has_its_german():
    told = [*document_words.LABELS.values(), *document_words.WITHHELD.values()]
    for kept in (words.CAPACITIES, words.OUTCOMES, words.DECIDED, words.DOORS):
        told += kept.values()
    told += [*names.ROLES.values(), names.NOBODY]

    assert [one.template for one in told if translate(one, "de") == str(one)] == []


def test_figures_stand_with_their_channel_share_and_day(desk, told, dossier_of):
    post, ada = desk.post(told), desk.directory.person("ada")
    figures = PostFigures(
        place=Place("All posts", 3, 0),
        share=Share.PAID,
        values={Metric.IMPRESSIONS: Decimal(1234)},
        day=desk.now.date(),
    )
    match = Match(post_id=post.id, number=told, title="", by=MatchedBy.PERMALINK)
    matched = MatchedFigures(figures=figures, match=match, taken_back=())
    new = NewSnapshot(channel="linkedin", as_of=desk.now, posts=[matched], days=[])
    desk.ask(lambda call, one: snapshots.keep(call, one, ada), new)

    (found,) = dossier_of(told)[0].posts[0].figures

    assert (found.channel, found.metric, found.share) == (
        "linkedin",
        Metric.IMPRESSIONS,
        Share.PAID,
    )
    assert (found.value, found.as_of) == ("1234", desk.now)
    assert dossier_of(told, form=DossierFormat.PDF)[1].read_bytes().startswith(b"%PDF")
