"""The commands `vorlauf inquiry …`: the register of parliamentary questions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vorlauf.cli import parsing
from vorlauf.cli.context import door, wired
from vorlauf.cli.language import day, headings, label
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Actor, DryRun, Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import console, say, table

if TYPE_CHECKING:
    from vorlauf.db.call import Call
    from vorlauf.records.inquiries.inquiry_rows import InquiryRow
    from vorlauf.records.inquiries.register import SeenInquiry

Key = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="The inquiry.")
]
SeenVersion = Annotated[
    int | None,
    typer.Option("--seen", help="The state of the inquiry that was seen, see --json."),
]
Drs = Annotated[
    str | None, typer.Option("--drs", metavar="NUMBER", help="Its number, as 8/1234.")
]
AskedBy = Annotated[
    str | None, typer.Option("--asked-by", metavar="NAME", help="Who asks.")
]
Predecessor = Annotated[
    str | None,
    typer.Option("--follows", metavar="NUMBER", help="The inquiry that it follows."),
]
Series = Annotated[
    str | None, typer.Option("--series", metavar="TEXT", help="What several are about.")
]
House = Annotated[
    str | None, typer.Option("--house", metavar="KEY", help="The house concerned.")
]
FileNumber = Annotated[
    str | None, typer.Option("--file", metavar="NUMBER", help="The file number.")
]
Dispatched = Annotated[
    str | None,
    typer.Option("--dispatched", metavar="DAY", help="From then on the clock runs."),
]
Received = Annotated[
    str | None, typer.Option("--received", metavar="DAY", help="When it came in.")
]
AnswerOn = Annotated[
    str | None,
    typer.Option("--answer-on", metavar="DAY", help="A last day of its own."),
]
Extended = Annotated[
    int | None, typer.Option("--extended", metavar="DAYS", help="Days that were added.")
]
Preface = Annotated[
    str | None, typer.Option("--preface", metavar="TEXT", help="Before the answers.")
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="What to keep in mind.")
]
Kind = Annotated[
    str | None,
    typer.Option("--kind", help="minor, major, question_time or transparency."),
]
_DAYS = ("dispatched", "received", "answer_on")


def list_inquiries(
    everything: Annotated[
        bool, typer.Option("--all", help="Answered and dropped ones, too.")
    ] = False,
    as_json: Json = False,
) -> int:
    """List inquiries, the most urgent first (1: one of them is late)."""
    from vorlauf.db.engine import reading
    from vorlauf.records.inquiries import inquiry_queries
    from vorlauf.records.inquiries.inquiry_list import listed

    with wired() as wiring, reading(wiring.engine) as connection:
        kept = inquiry_queries.all_inquiries(connection)
        found = listed(wiring.call(connection, door()), kept)
    shown = [one for one in found if everything or one.is_waiting]
    if as_json:
        print_json([{**vars(one.inquiry), "last_day": one.last_day} for one in shown])
    else:
        rows = [
            (
                one.inquiry.id,
                one.inquiry.drs,
                one.inquiry.topic,
                label("inquiry", one.inquiry.kind),
                one.inquiry.house.upper(),
                day(one.last_day) if one.last_day else "",
                f"{one.answered}/{len(one.inquiry.questions)}",
                label("inquiry state", one.inquiry.state),
            )
            for one in shown
        ]
        columns = headings(
            "ID", "Drs.", "Topic", "Kind", "House", "Due", "Answered", "State"
        )
        console().print(table(_("Inquiries"), columns, rows))
    return int(any(one.is_late for one in shown))


def add(
    topic: Annotated[str, typer.Argument(help="What it is about.")],
    actor: Actor,
    kind: Kind = None,
    drs: Drs = None,
    asked_by: AskedBy = None,
    predecessor: Predecessor = None,
    series: Series = None,
    house: House = None,
    file_number: FileNumber = None,
    dispatched: Dispatched = None,
    received: Received = None,
    answer_on: AnswerOn = None,
    extended: Extended = None,
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question", metavar="TEXT", help="A question; may be given again."
        ),
    ] = None,
    preface: Preface = None,
    note: Note = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Keep an inquiry, and say until when it is to be answered."""
    from vorlauf.records.inquiries import register
    from vorlauf.records.inquiries.inquiry_rows import InquiryWords, SingleQuestion

    given = _written(
        kind=kind,
        drs=drs,
        asked_by=asked_by,
        predecessor=predecessor,
        series=series,
        house=house,
        file_number=file_number,
        dispatched=dispatched,
        received=received,
        answer_on=answer_on,
        extended=extended,
        preface=preface,
        note=note,
    )
    questions = tuple(SingleQuestion(words=one) for one in question or ())
    words = InquiryWords(topic=topic, questions=questions, **given)
    return _done(
        actor, (dry_run, as_json), lambda call, by: register.add(call, words, by)
    )


def edit(
    key: Key,
    actor: Actor,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TEXT", help="What it is about.")
    ] = None,
    kind: Kind = None,
    drs: Drs = None,
    asked_by: AskedBy = None,
    predecessor: Predecessor = None,
    series: Series = None,
    house: House = None,
    file_number: FileNumber = None,
    dispatched: Dispatched = None,
    received: Received = None,
    answer_on: AnswerOn = None,
    extended: Extended = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", metavar="N=TEXT", help="Answer a question; may be given again."
        ),
    ] = None,
    preface: Preface = None,
    note: Note = None,
    seen: SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Change what is known of an inquiry, or answer its questions."""
    from vorlauf.records.inquiries import register

    changes = _written(
        topic=topic,
        kind=kind,
        drs=drs,
        asked_by=asked_by,
        predecessor=predecessor,
        series=series,
        house=house,
        file_number=file_number,
        dispatched=dispatched,
        received=received,
        answer_on=answer_on,
        extended=extended,
        preface=preface,
        note=note,
    )
    answers = parsing.answers(answer or ())

    def act(call: "Call", which: "SeenInquiry") -> "InquiryRow":
        answered = register.answered(call, which.key, answers) if answers else {}
        return register.edit(call, which, {**changes, **answered})

    return _act(key, actor, act, (seen, dry_run, as_json))


def drop(
    key: Key,
    actor: Actor,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why it needs no answer.")
    ],
    seen: SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Let an inquiry go without an answer, for a reason."""
    from vorlauf.records.inquiries import register

    def act(call: "Call", which: "SeenInquiry") -> "InquiryRow":
        return register.drop(call, which, reason)

    return _act(key, actor, act, (seen, dry_run, as_json))


def restore(
    key: Key,
    actor: Actor,
    seen: SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Let a dropped inquiry be open again."""
    from vorlauf.records.inquiries import register

    return _act(key, actor, register.restore, (seen, dry_run, as_json))


def undo(
    key: Key,
    actor: Actor,
    seen: SeenVersion = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Take the last change of an inquiry back; a second time makes it again."""
    from vorlauf.records.inquiries import register

    return _act(key, actor, register.undo, (seen, dry_run, as_json))


def _written(**given: object) -> dict[str, Any]:
    """Return what was said; a day may be taken away by an empty text."""
    from states.inquiries import InquiryKind

    found: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
    for name in _DAYS:
        if name in found:
            found[name] = parsing.day(found[name]) if found[name].strip() else None
    if "kind" in found:
        unknown = _("There is no kind %(word)r")
        found["kind"] = parsing.one_of(InquiryKind, found["kind"], unknown)
    return found


def _act(
    key: int,
    actor: str,
    act: "Callable[[Call, SeenInquiry], InquiryRow]",
    how: tuple[int | None, bool, bool],
) -> int:
    from vorlauf.records.inquiries.register import SeenInquiry

    seen, dry_run, as_json = how
    return _done(
        actor,
        (dry_run, as_json),
        lambda call, by: act(call, SeenInquiry(key=key, actor=by, seen=seen)),
    )


def _done(
    actor: str,
    how: tuple[bool, bool],
    act: "Callable[[Call, str], InquiryRow]",
) -> int:
    """Do one act, and say how the inquiry stands then."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.records.inquiries.inquiry_words import warnings_of
    from vorlauf.records.inquiries.register import last_day_of

    dry_run, as_json = how
    with wired(actor) as wiring:
        by = wiring.directory.person(actor).key
        with (trying if dry_run else writing)(wiring.engine) as connection:
            done = act(wiring.call(connection, door()), by)
        last_day = last_day_of(done, wiring.directory)
        warnings = warnings_of(done, wiring.directory)
    if as_json:
        print_json({**vars(done), "last_day": last_day})
        return 0
    state = label("inquiry state", done.state)
    tell(
        "Inquiry %(id)s “%(topic)s” is %(state)s.",
        id=done.id,
        topic=done.topic,
        state=state,
    )
    if last_day:
        tell("Last day of the answer: %(day)s.", day=day(last_day))
    for one in warnings:
        say(said(one))
    if dry_run:
        tell("Nothing was changed.")
    elif done.before != "{}":
        tell("Back again: vorlauf inquiry undo %(id)s", id=done.id)
    return 0
