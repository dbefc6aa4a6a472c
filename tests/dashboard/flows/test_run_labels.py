"""What a run leaves as its result is said in the reader's language, all of it."""

import asyncio
import re
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import httpx
import pytest
from each import each

from dashboard.flows.run_labels import OF_PREFECT, message
from dashboard.i18n.language import languages
from notifications.delivery.postfix_log import LogUnreadableError, accepted
from notifications.letters.labels import ENGLISH, GERMAN
from vorlauf.errors import BadInputError
from vorlauf.jobs import run_summaries
from vorlauf.jobs.housekeeping import HousekeepingReport
from vorlauf.jobs.timed_moves import AdvanceReport
from vorlauf.mail.delivery_report import DeliveryReport
from vorlauf.mail.inbox.receive import CollectReport

WORDS = languages(ZoneInfo("Europe/Berlin"))
NUMBERS = (0, 1, 2, 21)
FLOWS = Path(run_summaries.__file__).parents[2] / "flows"


def fault(tmp_path):
    """The one sentence that a run which sends adds to its numbers."""
    with pytest.raises(LogUnreadableError) as caught:
        accepted(tmp_path / "no.log", ["<a@b.c>"])
    return str(caught.value)


def deliveries(faults):
    for sent, failed, mails, left in product(NUMBERS, repeat=4):
        for some in ([], [faults]):
            yield DeliveryReport(
                sent=[None] * sent,
                failed=[None] * failed,
                mails=mails,
                recovered=left,
                faults=some,
            )


def results(tmp_path):
    """Everything that a run of ours can leave, from the code that makes it."""
    found = set(run_summaries.SENTENCES)
    found.update(map(run_summaries.of_delivery, deliveries(fault(tmp_path))))
    for one, other, third in product(NUMBERS, repeat=3):
        report = AdvanceReport(moves=[None] * one, faults=["so"] * other)
        found.add(run_summaries.of_advance(report))
        report = CollectReport(
            stored=one, handled=[None] * other, faults=["so"] * third
        )
        found.add(run_summaries.of_intake(report))
    for is_ok in (True, False):
        report = HousekeepingReport(lines=(), audit_ok=is_ok)
        found.add(run_summaries.of_housekeeping(report))
    return found


def english_in(said, german):
    """The longer words that stand in both."""
    path = re.compile(r"/\S+|No such file or directory")
    words = [set(re.findall(r"[a-z]{3,}", path.sub("", t))) for t in (said, german)]
    return words[0] & words[1]


def numbers(said):
    return re.findall(r"[0-9]+", said.partition(": ")[0])


def test_every_result_of_every_flow_is_said_in_german(tmp_path):
    found = results(tmp_path)

    german = {said: message(WORDS[GERMAN], said) for said in found}
    assert len(found) > 400
    assert [said for said in found if english_in(said, german[said])] == []
    assert [said for said in found if numbers(said) != numbers(german[said])] == []


def test_an_english_reader_reads_it_as_it_was_written(tmp_path):
    for said in results(tmp_path):
        assert message(WORDS[ENGLISH], said) == said[:300]


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("5 sent, 0 failed, in 2 mails", "5 versandt, 0 fehlgeschlagen, in 2 E-Mails"),
        ("5 sent, 1 failed, in 1 mail", "5 versandt, 1 fehlgeschlagen, in 1 E-Mail"),
        (
            "1 sent, 0 failed, 3 left over by a run that was killed",
            "1 versandt, 0 fehlgeschlagen, 3 aus einem abgebrochenen Lauf übernommen",
        ),
    ],
)
def test_the_clauses_are_said_one_by_one(said, german):
    assert message(WORDS[GERMAN], said) == german


@pytest.mark.parametrize("file", sorted(FLOWS.glob("*.py")), ids=lambda file: file.stem)
def test_no_flow_writes_a_result_of_its_own(file):
    source = file.read_text(encoding="utf-8")

    said = re.findall(r"(?:Completed|Failed|Crashed|outcome)\(message=(\S+)\)", source)
    written = [one for one in said if one.startswith(('"', "'", "f"))]
    assert written == []
    assert "summary =" not in re.sub(r"summary = run_summaries\.of_", "", source)


def crashes():
    from prefect.exceptions import TerminationSignal

    request = httpx.Request("GET", "http://127.0.0.1/api")
    return [
        KeyboardInterrupt(),
        TerminationSignal(15),
        SystemExit(1),
        RuntimeError("out of paper"),
        httpx.ConnectError("refused"),
        httpx.ConnectError("refused", request=request),
    ]


@pytest.mark.slow
@each("error", crashes)
def test_what_prefect_says_of_a_crash_is_said_in_german(error):
    from prefect.states import exception_to_crashed_state

    said = asyncio.run(exception_to_crashed_state(error)).message

    german = message(WORDS[GERMAN], said)
    assert not re.search(r"\b(was|aborted|failed|Request|unexpected)\b", german)
    assert message(WORDS[ENGLISH], said) == said


def test_a_run_that_was_cancelled_from_outside_says_so_in_german():
    from prefect.states import exception_to_crashed_state

    async def cancelled():
        error = anyio.get_cancelled_exc_class()()
        return (await exception_to_crashed_state(error)).message

    german = "Der Lauf wurde von seiner Umgebung abgebrochen."
    assert message(WORDS[GERMAN], asyncio.run(cancelled())) == german


def test_an_error_of_ours_in_a_run_is_said_in_german_without_its_class():
    from prefect.states import exception_to_failed_state

    error = BadInputError("The slot has not come yet.")
    start = "Flow run encountered an exception:"

    said = asyncio.run(exception_to_failed_state(error, message=start)).message

    german = message(WORDS[GERMAN], said)
    assert german.startswith("Der Lauf brach mit einem Fehler ab: ")
    assert "BadInputError" not in german
    assert "slot" not in german


def test_prefect_still_says_what_we_translate():
    import prefect

    root = Path(prefect.__file__).parent
    files = [
        root / "states.py",
        root / "flow_engine.py",
        root / "server/orchestration/core_policy.py",
        *root.glob("runner/*.py"),
    ]
    source = "".join(file.read_text(encoding="utf-8") for file in files)

    gone = [
        text
        for text in OF_PREFECT
        if max(re.split(r"%\(\w+\)s", text), key=len).strip(" :.") not in source
    ]
    assert gone == []


@pytest.mark.parametrize(
    "odd",
    [
        "3 sent, ",
        ", ",
        "",
        ": ",
        "3 sent,0 failed",
        "3 sent, 0 lost",
        "-1 sent, 0 failed",
        "9999999999 sent, 0 failed",
        "%(num)s sent",
        "50 %",
    ],
)
def test_what_is_not_known_stays_as_it_is(odd):
    assert message(WORDS[GERMAN], odd) == odd
