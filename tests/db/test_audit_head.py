"""A head that was kept outside finds what a chain that fits in itself does not."""

from random import Random

import pytest
from each import each
from log_of_people import AT, entry, forge, verdict_on, without_guards, write

from reliability.forged_logs import FORGERIES, lay, lines_of
from vorlauf.db import audit_head, audit_log
from vorlauf.db.audit_head import HeadState, KeptHead
from vorlauf.db.engine import reading, writing
from vorlauf.errors import BadInputError, StoreError

LINES = 9
DIGEST = "3f2a9b1c55e07788" * 4
HEAD = KeptHead(1207, DIGEST)
GROUPED = " ".join(DIGEST[at : at + 4] for at in range(0, 64, 4))


@pytest.fixture
def engine(engine_of_its_own):
    return engine_of_its_own


@pytest.fixture
def log(engine):
    """An engine on a log of nine lines, with its guards put aside."""
    write(engine, *(entry(n) for n in range(1, LINES + 1)))
    return without_guards(engine)


def head_of(engine):
    with reading(engine) as connection:
        return audit_head.last_line(connection).head


def compared(engine, *heads):
    with reading(engine) as connection:
        check = audit_log.verify(connection)
        return audit_head.compare(connection, heads, check)


def at_line(engine, line):
    with reading(engine) as connection:
        rows = connection.exec_driver_sql("SELECT id, hash FROM audit ORDER BY id")
        return KeptHead(line, dict(tuple(row) for row in rows)[line])


@each(
    "text",
    [
        f"1207:{DIGEST}",
        f"  1207:{DIGEST.upper()}\n",
        f"1207:{GROUPED}",
        f"> 1207:{GROUPED[:40]}\n> {GROUPED[40:]}",
        f"1207: {DIGEST[:30]}=\r\n".replace("=", "") + DIGEST[30:],
        f"1.207:{DIGEST}.",
        f"1,207:{GROUPED.replace(' ', '-')}",
        f"1207:{GROUPED.replace(' ', chr(0xA0))}",
        f"1207:\u200b{DIGEST[:20]}\u00ad{DIGEST[20:]}",
        "".join(chr(ord(sign) + 0xFEE0) for sign in "1207:") + DIGEST,
    ],
)
def test_a_head_is_read_as_people_hand_it_on(text):
    assert audit_head.parse(text) == HEAD


@each(
    ("text", "reason"),
    [
        ("", "is no head of the audit log"),
        (DIGEST, "is no head of the audit log"),
        ("1207", "is no head of the audit log"),
        (f"-5:{DIGEST}x", "is no head of the audit log"),
        (f"1207:{DIGEST[:40]}O{DIGEST[41:]}", "is no head of the audit log"),
        (f"{'9' * 40}:{DIGEST}", "is no head of the audit log"),
        (f"٣:{DIGEST}", "is no head of the audit log"),
        (f"1207:{DIGEST[:15]}", "has 15 digits; write all 64, or the first 16"),
        (f"1207:{DIGEST}0", "has 65 digits"),
        ("x" * 10_000, "is no head of the audit log"),
    ],
)
def test_what_is_no_head_is_refused_in_a_sentence(text, reason):
    with pytest.raises(BadInputError, match=reason) as refused:
        audit_head.parse(text)

    assert len(str(refused.value)) < 300


@each("digits", [16, 17, 63, 64])
def test_what_is_printed_is_read_again(digits):
    kept = KeptHead(7, DIGEST[:digits])

    assert audit_head.parse(str(kept)) == kept
    assert audit_head.parse(kept.brief) == KeptHead(7, DIGEST[:16])
    assert kept.is_whole is (digits == 64)


def test_the_head_is_the_last_line_with_its_time(log):
    with reading(log) as connection:
        last = audit_head.last_line(connection)

    assert last.head == audit_head.head_of(verdict_on(log).head)
    assert last.at > AT


def test_an_empty_log_has_a_head_without_a_time(engine):
    with reading(engine) as connection:
        last = audit_head.last_line(connection)

    assert (str(last.head), last.at) == (f"0:{'0' * 64}", None)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit WHERE id = 9", "DELETE FROM audit_head"]
)
def test_a_log_that_does_not_end_where_it_should_has_no_head(log, statement):
    forge(log, statement)

    with pytest.raises(StoreError, match="does not end where it should"):
        head_of(log)


def test_a_head_fits_the_log_that_it_was_taken_of(log):
    (finding,) = compared(log, head_of(log)).findings

    assert (finding.state, finding.added) == (HeadState.SAME, 0)
    assert (finding.first_at, finding.last_at) == (None, None)


def test_what_came_after_a_head_is_counted_with_its_times(log):
    kept = head_of(log)
    write(log, entry(50), entry(60))

    (finding,) = compared(log, kept).findings

    assert (finding.ok, finding.added) == (True, 2)
    assert (finding.first_at, finding.last_at) == (entry(50).at, entry(60).at)


@pytest.mark.parametrize("kind", FORGERIES)
def test_against_a_head_every_forgery_is_found(log, kind):
    kept = head_of(log)
    with writing(log) as connection:
        FORGERIES[kind](connection, Random(3))  # noqa: S311 - repeatable

    comparison = compared(log, kept)
    differences = [
        *audit_head.unproven(comparison),
        *audit_head.added_after(comparison),
    ]

    assert verdict_on(log).ok
    assert differences


def test_without_its_first_lines_too_the_first_digits_find_a_forgery(log):
    kept = KeptHead(LINES, head_of(log).digest[:16])
    with writing(log) as connection:
        FORGERIES["salted anew"](connection, Random(3))  # noqa: S311 - repeatable

    assert not compared(log, kept).ok


def test_several_heads_say_up_to_where_the_log_is_what_it_was(log):
    heads = [at_line(log, line) for line in (2, 5, 9)]
    with writing(log) as connection:
        lines = lines_of(connection)
        lines[6]["comment"] = "anders"
        lay(connection, lines, first=7)

    comparison = compared(log, *heads)

    states = [one.state for one in comparison.findings]
    assert states == [HeadState.SAME, HeadState.SAME, HeadState.REWRITTEN]
    assert comparison.same_until == 5
    first, last = map(str, audit_head.unproven(comparison))
    assert "line 9 is another one now; the log was rewritten, from line 9" in first
    assert "the log is what it was up to line 5" in last


def test_an_older_copy_is_told_with_the_lines_that_are_missing(log):
    kept = head_of(log)
    forge(
        log,
        "DELETE FROM audit WHERE id > 6",
        "UPDATE audit_head SET last_id = 6, last_hash = "
        "(SELECT hash FROM audit WHERE id = 6)",
    )

    (finding,) = compared(log, kept).findings

    assert finding.state is HeadState.CUT
    assert "ends at line 6; from line 7 on it was cut off, or an older" in str(
        finding.fault
    )


def test_a_line_that_was_changed_below_a_head_that_stands_is_found(log):
    heads = [at_line(log, line) for line in (3, 9)]
    forge(log, "UPDATE audit SET comment = 'x' WHERE id = 5")

    before, after = compared(log, *heads).findings

    assert before.ok
    assert after.state is HeadState.CHANGED
    assert "but line 5 does not fit" in str(after.fault)


@pytest.mark.parametrize("line", [1, 4, 9])
def test_a_line_that_is_missing_is_found(log, line):
    kept = at_line(log, line)
    forge(log, f"DELETE FROM audit WHERE id = {line}")

    assert not compared(log, kept).ok


def test_values_that_were_erased_leave_a_head_as_good_as_it_was(log):
    kept = head_of(log)
    with writing(log) as connection:
        audit_log.erase(connection, 3, ["actor", "comment"])

    assert compared(log, kept).ok


def test_a_thousand_heads_are_compared_in_a_few_questions(log):
    kept = [at_line(log, 4)] * 500
    kept += [KeptHead(n, DIGEST) for n in range(1, 1200)]

    comparison = compared(log, *kept)

    assert len(comparison.findings) == 1200
    assert [one.head.line for one in comparison.findings if one.ok] == [4]
