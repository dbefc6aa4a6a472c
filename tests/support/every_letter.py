"""Every letter there is, for the tests that look at all of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import product
from urllib.parse import quote
from zoneinfo import ZoneInfo

from notifications.delivery import mime
from notifications.delivery.calendar_file import DueDate, attachment
from notifications.inbox.authentication import SenderCheck
from notifications.letters import (
    incoming_mail,
    news,
    requests,
    sign_in,
    standstill,
    token_warning,
)
from notifications.letters.absences import (
    EnteredAbsenceValues,
    UnattendedValues,
    absence_entered,
)
from notifications.letters.digest import digest
from notifications.letters.failed_publications import (
    FailedPublicationValues,
    publication_failed,
)
from notifications.letters.gaps import GapValues, MissingHouseValues, nobody_there
from notifications.letters.holds import ClosedSlot, HoldValues, hold_report, on_hold
from notifications.letters.incoming_mail import (
    AbsenceValues,
    CommentValues,
    LostMailValues,
)
from notifications.letters.layout import alone
from notifications.letters.mail_kind import MailTopic
from notifications.letters.mail_kinds import MAIL_KINDS, purposes_where
from notifications.letters.missed_slots import MissedSlotValues, slot_missed
from notifications.letters.needless_requests import (
    NeedlessRequestValues,
    no_longer_asked,
)
from notifications.letters.news import (
    CorrectionValues,
    DecisionValues,
    RecordValues,
    RefusalValues,
)
from notifications.letters.requests import StepValues
from notifications.letters.values import (
    CampaignValues,
    ChangeValues,
    DutyValues,
    OverviewItem,
    PictureValues,
    PostValues,
    Reader,
)
from notifications.letters.weekly_overview import Open, overview
from states.post import DecisionWay, StepKind, Trigger
from states.purpose import MailKind

CAMPAIGN = CampaignValues(
    name="Mach was Wichtiges",
    zone=ZoneInfo("Europe/Berlin"),
    coordinator_name="Ada Lorenz",
    coordinator_email="redaktion@example.org",
)
POST = PostValues(
    number="2023-014",
    title="Ausbildung im Forst",
    slot=datetime(2023, 3, 14, 8, tzinfo=UTC),
    houses=("Staatsministerium der Finanzen", "Sachsenforst"),
    version=2,
    texts={"linkedin": "Früh um fünf.\n.\nhttps://example.org/a?b=c&d=e"},
    pictures=(
        PictureValues(house="Sachsenforst", name="wald.jpg", alt_text="Ein Wald"),
    ),
    fields={"link": "https://www.example.org/forst?a=1&b=2"},
)
WHEN = {"soon": {"due_in": 3}, "today": {}, "late": {"overdue_by": 1}}
DUE = datetime(2023, 3, 7, 15, tzinfo=UTC)
MORNING = datetime(2023, 3, 1, 8, tzinfo=UTC)
CHANGES = (
    ChangeValues(
        part="text:linkedin", before="Um sechs.", after=POST.texts["linkedin"]
    ),
    ChangeValues(part="text:xing"),
    ChangeValues(part="link", before="", after=POST.fields["link"]),
    ChangeValues(part="pictures", before="wald.jpg", after="wald2.jpg"),
    ChangeValues(part="slot", before="2023-03-13", after="2023-03-14"),
)
NO = {"asked_by": "Ines Iser", "house": "Sachsenforst", "comment": "Bitte kürzer."}
DECIDED = {
    "at": MORNING,
    "decided_by": "Ivo Jahn",
    "on_behalf_of": "Ines Iser",
    "house": "Sachsenforst",
    "comment": "Gern.",
    "version": 2,
}
BOUNCE = {
    "to": "Ines Iser",
    "address": "ines@example.org",
    "reason": "550 5.1.1 User unknown, see https://example.org/help",
    "matters": ("Mitzeichnung bis Di 07.03.2023: 2023-014",),
}


def mailto(number):
    """The address by which somebody answers about a post."""
    subject = quote(f"Antwort zu {number} „Forst“ & mehr")
    return f"mailto:redaktion@example.org?subject={subject}"


def duty(kind, **given):
    usual = {"house": "Sachsenforst", "due": DUE, "asked": "Ines Iser"}
    return DutyValues(kind=kind, **usual | given)


def _asking(about, link):
    def due(kind, **counts):
        return duty(kind, link=link, **counts)

    told = {
        "changed": CHANGES,
        "moved_by": "Ada Lorenz",
        "reason": "Die Einwilligung wurde zurückgezogen.",
        "permalinks": {"linkedin": "https://example.org/p?x=1&y=2"},
        "told": duty(StepKind.REVIEW).due + timedelta(days=7),
        "because": "der Termin verlegt wurde",
    }
    for purpose in purposes_where(lambda kind: kind.about is MailTopic.STEP):
        letter = partial(requests.letter, purpose, *about)
        for step in _steps_of(purpose):
            yield f"{purpose} {step}", letter(StepValues(due(step), **told))
    reminder = partial(requests.letter, MailKind.REMINDER, *about)
    for step, (when, counts) in product(StepKind, WHEN.items()):
        yield f"reminder {step} {when}", reminder(StepValues(due(step, **counts)))
    late = StepValues(due(StepKind.REVIEW, overdue_by=3), to_deputy=True)
    yield "deputy", requests.letter(MailKind.ESCALATION, *about, late)


def _steps_of(purpose):
    """The steps of a kind; of one that belongs to any, the review."""
    steps = MAIL_KINDS[purpose].steps
    return [StepKind.REVIEW] if steps == set(StepKind) else sorted(steps)


def _news(about, link, words):
    for decision in (Trigger.ENDORSE, None):
        given = {"corrected_by": "Ada Lorenz", "comment": words, "link": link}
        correction = CorrectionValues(decision=decision, changed=CHANGES[:1], **given)
        yield f"corrected {decision}", news.corrected(*about, correction)
    approved = DecisionValues(**DECIDED, decision=Trigger.APPROVE, link=link)
    yield "linked", news.decision_received(*about, approved)
    no = RefusalValues(**NO)
    yield "changes", news.changes_requested(*about, replace(no, changed=CHANGES))
    yield "afterwards", news.changes_requested(*about, replace(no, afterwards=True))
    for decision in (Trigger.ENDORSE, Trigger.APPROVE, Trigger.REQUEST_CHANGES):
        given = DecisionValues(**DECIDED, decision=decision)
        yield f"decided {decision}", news.decision_received(*about, given)
        own = replace(given, decided_by=about[0].name)
        yield f"own {decision}", news.decision_received(*about, own)
        other = replace(given, on_behalf_of=about[0].name)
        yield f"in place {decision}", news.decision_received(*about, other)
        for way in DecisionWay:
            told = RecordValues(recorded_by="Ada Lorenz", way=way, said_at=MORNING)
            recorded = replace(own, link=link)
            yield f"{way} {decision}", news.decision_recorded(*about, recorded, told)
            yield f"not {way} {decision}", news.decision_recorded(*about, other, told)
    places = {
        "linkedin": "https://example.org/p?x=1&y=2",
        "instagram": "Bild liegt vor",
    }
    yield "published", news.published(*about, at=MORNING, permalinks=places)
    yield "proofless", news.published(*about, at=MORNING, permalinks={})


def _postroom(about, link, words):
    for suppressed in (False, True):
        lost = LostMailValues(**BOUNCE, suppressed=suppressed)
        yield f"bounce {suppressed}", incoming_mail.bounce_report(*about, lost)
    for purpose in purposes_where(lambda kind: kind.about is MailTopic.COMMENT):
        for name, letter in _comments(purpose, about, link, words):
            yield f"{purpose} {name}", letter
    known = {"first": date(2023, 3, 1), "last": date(2023, 3, 10)}
    for days in (known, {"first": None, "last": None}):
        away = AbsenceValues(person="Ines Iser", text=words, **days)
        yield f"absence {days['last']}", incoming_mail.absence_offered(*about, away)

    days = {"first": date(2023, 3, 1), "last": date(2023, 3, 10)}
    for purpose in purposes_where(lambda kind: kind.about is MailTopic.ENTERED_ABSENCE):
        for by_link in (True, False):
            entered = EnteredAbsenceValues(
                person="Ines Iser", by_link=by_link, link=link, **days
            )
            letter = absence_entered(purpose, *about, entered)
            yield f"{purpose} {by_link}", letter
        lacking = UnattendedValues(
            number="2023-014",
            title=words,
            kind=StepKind.APPROVAL,
            house="Sächsische Staatskanzlei",
            due=MORNING,
            slot=MORNING,
        )
        entered = replace(entered, by_account=True, unattended=(lacking,) * 31)
        yield f"{purpose} lacking", absence_entered(purpose, *about, entered)


def _gaps(about, words):
    lacking = UnattendedValues(
        number="2023-014",
        title=words,
        kind=StepKind.APPROVAL,
        house="Sächsische Staatskanzlei",
        due=MORNING,
        slot=MORNING,
    )
    gone = MissingHouseValues(key="lasub", posts=("2023-014",) * 13)
    for name, unattended, houses in (
        ("steps", (lacking,) * 31, ()),
        ("house", (), (gone,)),
        ("both", (lacking,), (gone, gone)),
    ):
        found = GapValues(unattended=unattended, houses=houses)
        yield f"gaps {name}", nobody_there(*about, found)


def _slots(about, link, words):
    for last_day in (date(2023, 3, 10), None):
        rests = HoldValues(reason="Trauerfall", held_by="Ada Lorenz", last_day=last_day)
        yield f"hold {last_day}", on_hold(*about, rests)
    for kind, holds, is_out, is_withdrawn in (
        (StepKind.REVIEW, True, False, False),
        (StepKind.APPROVAL, False, False, False),
        (StepKind.ASSETS, False, True, False),
        (StepKind.REVIEW, False, True, False),
        (StepKind.REVIEW, False, False, True),
        (StepKind.ASSETS, False, False, True),
    ):
        needless = NeedlessRequestValues(
            kind=kind,
            house="Sachsenforst",
            version=3,
            ended_by="Ada Lorenz",
            comment=words,
            holds=holds,
            is_out=is_out,
            is_withdrawn=is_withdrawn,
        )
        letter = no_longer_asked(*about, needless)
        yield f"needless {kind} {holds} {is_out} {is_withdrawn}", letter
    for is_back, was_out in ((True, False), (False, True)):
        later = replace(needless, is_back=is_back, was_out=was_out)
        yield f"needless back {is_back}", no_longer_asked(*about, later)
    for is_unknown in (True, False):
        failed = FailedPublicationValues(
            channel="mastodon",
            version=3,
            reason=words,
            is_unknown=is_unknown,
            link=link,
        )
        yield f"publication {is_unknown}", publication_failed(*about, failed)
        over = replace(failed, is_over=True)
        yield f"publication {is_unknown} over", publication_failed(*about, over)
    for earliest in (DUE, None):
        for is_approved in (True, False):
            missed = MissedSlotValues(
                kind=StepKind.APPROVAL,
                asked="Clara Müller",
                house="Sächsische Staatskanzlei",
                earliest=earliest,
                is_approved=is_approved,
                link=link,
            )
            yield f"missed {earliest} {is_approved}", slot_missed(*about, missed)


def _comments(purpose, about, link, words):
    said = CommentValues(author="Ines Iser", at=MORNING, text=words)
    letter = partial(incoming_mail.about_comment, purpose, *about)
    yield "plain", letter(said)
    yield "stranger", letter(replace(said, on_file=False))
    yield "internal", letter(replace(said, internal=True))
    about = {"gateway": "mx.example.org", "domain": "example.org"}
    for check in SenderCheck:
        by_mail = replace(said, sender_check=check, **about)
        yield f"mail {check}", letter(by_mail)
        yield f"stranger's mail {check}", letter(replace(by_mail, on_file=False))
    for step in sorted(MAIL_KINDS[purpose].steps):
        yield step.value, letter(replace(said, duty=duty(step, link=link)))


def _accounts(reader, words):
    link = {"link": f"https://vorlauf.example.org/sign-in/{'x' * 43}", "until": DUE}
    yield (
        "invitation",
        sign_in.invitation(reader, CAMPAIGN, invited_by=words, **link),
    )
    yield "sign in", sign_in.sign_in_link(reader, CAMPAIGN, **link)
    ends = [(words, DUE), ("Kalender", DUE)]
    ending = partial(token_warning.letter, reader, CAMPAIGN, link=link["link"])
    yield "token ends", ending(ends[1:])
    yield "tokens end", ending(ends)
    about = {"since": DUE, "link": link["link"]}
    for name, faults in (("faulty file", [words, words]), ("missing file", [])):
        yield name, standstill.begun(reader, CAMPAIGN, faults, **about)
    yield "mended file", standstill.ended(reader, CAMPAIGN, **about)


def every_letter(lang, post=POST, *, name="Jörg Müller", link="", words="Bin da."):
    """All letters, by name; `link` is where to act, `words` what somebody wrote."""
    about = (Reader(name=name, language=lang), CAMPAIGN, post)
    stand_in = replace(
        about[0], stands_in_for="Eva Ernst", absent_until=date(2023, 3, 10)
    )
    review = StepValues(duty(StepKind.REVIEW))
    instead = requests.letter(MailKind.REVIEW_REQUEST, stand_in, *about[1:], review)
    return {
        **dict(_asking(about, link)),
        **dict(_news(about, link, words)),
        **dict(_postroom(about, link, words)),
        **dict(_gaps(about, words)),
        **dict(_slots(about, link, words)),
        **dict(_accounts(about[0], words)),
        "instead": instead,
    }


def item(number, **given):
    """An open duty as the overview lists it."""
    usual = {"title": "Forst", "slot": POST.slot, "kind": StepKind.REVIEW}
    usual |= {"house": "Sachsenforst", "asked": "Ines Iser", "due": DUE}
    return OverviewItem(number=number, **usual | given)


def every_mail(lang, post=POST, **given):
    """All letters laid out, and the two mails that are made of many."""
    letters = every_letter(lang, post, **given)
    reader = Reader(name=given.get("name", "Jörg Müller"), language=lang)
    items = [
        item(post.number, title=post.title, overdue_by=2),
        item("2023-015"),
        item("2023-016", due=datetime(2023, 6, 7, 15, tzinfo=UTC)),
    ]
    return {
        **{key: alone(letter) for key, letter in letters.items()},
        "digest": digest(reader, CAMPAIGN, list(letters.values())),
        "overview": alone(overview(reader, CAMPAIGN, Open(items), now=DUE)),
        "closed": hold_report(
            reader,
            CAMPAIGN,
            HoldValues(reason="Landestrauer", held_by="Vorlauf"),
            [
                ClosedSlot(number=post.number, title=post.title, slot=DUE, free=free)
                for free in (post.slot, None)
            ],
        ),
    }


def composed(message, *attachments, **given):
    """The octets of a mail to Jörg Müller."""
    usual = {
        "sender": mime.address("vorlauf@example.org", "Vorlauf"),
        "recipient": mime.address("o'neil+forst@example.org", "Jörg Müller"),
        "reply_to": mime.address(CAMPAIGN.coordinator_email, "Ada Lorenz"),
        "message_id": mime.message_id("example.org", "notice 1"),
        "date": MORNING,
    }
    headers = mime.MailHeaders(**usual | given)
    return mime.compose(message, headers, attachments=attachments)


def calendar_file(title=POST.title, lang="de"):
    """A due date to come with a mail."""
    one = DueDate(
        uid="step-1@example.org",
        number=POST.number,
        title=title,
        duty="Mitzeichnung",
        due=DUE,
        link=mailto(POST.number),
        sequence=3,
        changed_at=MORNING,
    )
    return attachment(one, stamp=MORNING, zone=CAMPAIGN.zone, lang=lang)
