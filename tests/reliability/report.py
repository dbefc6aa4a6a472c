"""The report: docs/reliability.md, written anew by each run."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from reliability import machine
from reliability.figures import Figure
from vorlauf.db.coverage import COLUMNS_LEFT_OUT, TABLES_LEFT_OUT

_ROW: Final = re.compile(r"\| \d+ \|")
_TOP: Final = """\
# Reliability

Ministries judge Vorlauf by its mails. This page says what is promised of them, how each
promise is tested, and what the last run has found. `make faults` measures all of it and
writes this page; the tests run the same figures shorter, and show that each of them
fails when a sender is careless.

## What is promised

* **A request is not lost.** It was committed with the act that caused it, so it is sent
  however often the sender dies. When nobody can know whether it went out, it is sent
  once more, with the same Message-ID, Date and octets: at most two copies, hardly ever.
  With the mail server's log at hand nobody has to guess, and there is one copy.
* **A reminder never comes twice.** If nobody can know whether one went out, it is set
  apart, and people see it.
* **Nothing is given up for a fault of the moment.** What two processes died sending, or
  three holding, and what has lost its answer twice, is set apart for a person, who sees
  it; the table says how many that were under this fire.
* **Who was told one date is told, once, when another holds.** None moves into the past,
  and nobody is late for a date that they were never told.
* **Nobody is asked into the void:** whoever is away, is not asked while a deputy is
  there; nothing is asked for a post on hold, or to be published in a blackout.
* **Nobody is reminded of what is done.** What a decision cancels is not sent after its
  commit.
* **Of two who decide at once, one decides.** Both have seen the same state of affairs;
  the second is told so, and the file says what has happened.
* **Strangers keep nobody from work.** Whatever they send without an account, a page of
  somebody signed in is at most three times as slow, and none fails.
* **A log that was made anew does not fit a head that was kept outside.** Whatever its
  owner has done to it after the head was taken, the comparison says so.
* **Nobody speaks in another's name by a forged mail** without the comment saying that
  its sender is not verified, and no forged bounce ends or suppresses anything.
* **A post is published once, in the version that was approved,** however often the
  publisher dies, where the server knows a key or can be asked. Where neither is so,
  what is uncertain is shown to a person and not repeated.
* **A backup of a running system loses nothing** that was committed before it began,
  and nothing of what it restores is sent before a person has said so.
* **Nobody signs in the name of somebody who is not asked.**
* **A learned lead time is kept as often as it says,** from fifteen answers on.
* **Nothing is planned at an hour at which nobody is there.**
* **Every answer of a mail server is understood, in bounded time, and no secret is
  written into a log.**
* **What an answer quotes of our secrets is kept nowhere.**

## How it is measured

All parts are real: processes, databases, sockets, a Postfix. What has arrived is read
from the octets that the server took, and not from what the sender believes.

1. A sender is killed with -9 while mails go out to a server in another process, which
   writes each mail down before it says 250. Each life ends at a moment drawn uniformly
   from the time that twice its share of the mails takes, counted from its first mail;
   the next one begins six minutes later by its clock, when leases are over. In the
   trials of requests the server takes 20 ms for a mail (`kills.py`, `lives.py`).
2. The same to a Postfix that delivers into a Maildir; what was being sent is looked up
   in its log (`postfix_kills.py`).
3. Every fifth mail meets 421, 450 or 451 at some stage, or a connection cut in the
   content or after it; the sender is killed, too (`faulty.py`).
4. Every stage of a conversation meets every kind of trouble, and what comes of it is
   compared with a table written by hand (`smtp_matrix.py`).
5. 1, 4 and 8 processes send the same notices at once (`workers.py`).
6. One process decides on steps whose reminders another one sends at that moment; each
   decision notes, in its own transaction, in which state it leaves the reminder
   (`races.py`).
7. Requests and reminders are planned from random instants and compared with a calendar
   that was written a second time (`instants.py`, `by_hand.py`).
8. The form of every mail is checked by the tests, on each mail that they make.
9. Secrets are put wherever there may be some, everything is let fail, and every log
   above TRACE is searched (`canary.py`).
10. Mails go into Postfix in turns with plain smtplib on a kept connection
    (`speed.py`).
11. Two processes wait for each other before each post, and then approve it, or one
    approves it while the other approves, withdraws or edits it, or while its deadline
    comes. Afterwards the file of every post is replayed and compared with its state,
    its steps and what is owed (`decision_races.py`, `race_verdicts.py`, `replay.py`).
12. Every house answers its real request, and quotes it with its link and its code as
    mail programs and filters do. Every column of the database, the logs and the mails
    to others are searched for both (`quoted_secrets.py`, `secret_search.py`).
13. A head of the audit log is kept after the last entry. Then the owner of the
    database, its triggers put aside, makes the log anew so that its chain fits in
    itself (entries rewritten, removed, swapped, inserted, cut off, all of them, or only
    their salts), adds entries that fit, or puts an older copy of the database back.
    Each is compared with the head, as `vorlauf audit verify --head … --nothing-after`
    does; logs that nobody touched must fit (`kept_heads.py`, `forged_logs.py`).
14. Requests go out with addresses of their own, and mails come in that borrow a name in
    every way we know. None may become a comment of somebody whom it makes look known,
    end a notice, count against an address or lift a suppression. What only borrows the
    name of a participant is a comment that says it is not verified; how many these are
    stands beside it (`forged_mails.py`).
15. In a lived campaign one row at a time is changed, deleted, added, copied, swapped or
    put back as it was weeks before, by SQL with the triggers put aside and created
    again; `audit verify` has to find it without a head kept outside (`forgeries.py`).
16. Strangers attack a dashboard through sockets: wrong passwords, wishes for links, a
    provider that never answers, bodies of 59 MB for a link that nobody has made, and
    headers and forms that come a letter a second. Meanwhile somebody signed in opens
    a page, and asks after the health, in turns with times of peace
    (`doors.py`, `attacks_on_doors.py`).
17. Names of others are spelt in every way that Unicode calls confusable, and typed at
    every kind of link; ordinary names of people who are not on file are typed, too
    (`look_alike_names.py`).
18. Houses answer by habits that are known: prompt, slow, and with two people of whom
    one is slow. From 15, 30 and 60 answers, with and without open requests, the bounds
    are learned, and compared with the habit itself (`lead_time_bounds.py`).
19. Plans of 23 layouts in three formats are damaged (bits, holes, cuts, lies about rows
    and cells, bombs inside the archive) and read by a confined process each; what it
    says is made into the rows of a plan. Nothing but a plan or a refusal in a sentence
    may come of it (`damaged_plans.py`).
20. A publisher is killed with -9 while posts come to their slots, at a server of ours
    that behaves as Mastodon's documentation says (a key is kept for an hour, pictures
    take a while, 429 names an instant). Every fifth call that publishes is cut before
    or after its effect, answered with 5xx before or after it, with 429, or too late.
    Some posts get another version before their slot. What came out is compared with
    what was approved, and with what the rows say; then all of it once more at a server
    that knows no key and cannot be asked (`publications.py`).
21. Exports of networks in twenty-one forms are damaged as plans are, their columns are
    moved, and odd cells are put into them (numbers that a spreadsheet has shortened,
    days that are none, formulas); they are read as figures (`damaged_exports.py`).
22. Two processes write, and say after each commit how far the log has come, while a
    backup is made. It is restored elsewhere, and everything that was said before it
    began must be there, with the files and a log that verifies. Runs of moves and of
    mail a week later by its clock must do nothing until it is released
    (`restores.py`).

## What is run by hand

* **Stormy years** (`vorlauf simulate --changes stormy`, as in `operations.md`): slots
  move, people are away, the file changes, houses are renamed or leave, decisions come
  by telephone, the service is killed. A judge with a calendar of its own reads the
  mails that arrived and the rows; each of ten faults in the product makes it fail
  (`tests/demo/judge/test_faulty_product.py`). On 2026-12-01:
  * seeds 1 to 20, the year 2026 with 20 posts, before there were renamings and kills:
    9,920 mails, 2,460 changes, two findings. A slot at the opening after a blackout
    was asked for half an hour late (seed 7); it is mended. In seed 13 the judge had
    misread two holds that overlap; it reads them now.
  * with all changes, seed 1 of 2027 with 226 posts (852 s on a busy machine) and seed
    7 of 2026 with 20: 4,052 mails, 798 changes; three times another mail came in the
    same minute, each ten minutes after a kill, which the judge accepts since.
  * The other years of twenty seeds of three years were not run.
* **Lives of posts in a changing world**: Hypothesis plays the same acts in any order,
  with the same judge after each of them (`tests/whole/test_changing_world.py`;
  `VORLAUF_EXAMPLES` and `VORLAUF_STEPS` say how many lives of how many acts, six of
  25 in the tests). On 2026-12-01, of 50 acts each, on SQLite: 150 lives, 0 broken
  (seed 2, 839 s); up to 150 lives, one broken (seed 3): a mail that a killed sender
  had held went out for a post on hold. It is mended; 500 lives in one go were not
  run.
* **3,000 open steps of one contact**, all to be asked for at once: one mail of 315
  kB, with a hundred of them and the words that 2,900 more wait, 0.6 s of the
  processor.
"""

_LEFT_OUT = """
## What the audit log does not vouch for

Figure 15 forges every table and every column but these:

"""


@dataclass(frozen=True)
class Row:
    """A figure and how many seconds it took."""

    figure: Figure
    seconds: float


def page(rows: Sequence[Row], before: str = "") -> str:
    """Return the whole page in Markdown.

    Of a page from `before` the figures stay that are not among the rows, with the day
    and the commit of their own run.
    """
    stamp = f"{datetime.now(UTC):%Y-%m-%d}, {machine.commit()}"
    lines = [
        *_kept(before, {row.figure.number for row in rows}),
        *(f"{_line(row)} {stamp} |" for row in rows),
    ]
    table = "\n".join(sorted(lines, key=_number))
    return (
        f"{_TOP}{left_out()}\n## The last runs\n\nEach line says on which day and at "
        f"which commit it was measured, the last on {machine.described()}.\n\n"
        "| | figure | tried | failed | promised | kept | | measured |\n"
        "|---|---|---|---|---|---|---|---|\n"
        f"{table}\n"
    )


def _kept(before: str, measured: Collection[int]) -> Iterator[str]:
    """Yield the lines of the table of a page whose figures were not measured again."""
    for line in before.split("\n"):
        if _ROW.match(line) and _number(line) not in measured:
            yield line


def _number(line: str) -> int:
    return int(line.split(" ")[1])


def left_out() -> str:
    """Return the tables and columns that are left out, each with why, in Markdown."""
    named = TABLES_LEFT_OUT | COLUMNS_LEFT_OUT
    lines = (f"* `{name}`: {reason}." for name, reason in named.items())
    return _LEFT_OUT + "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    one = row.figure
    cells = (
        str(one.number),
        one.title,
        f"{one.tried:,}",
        f"{one.failed:,}",
        one.promise,
        _verdict(one),
        f"{one.details} ({row.seconds:.0f} s)",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _verdict(figure: Figure) -> str:
    if figure.kept:
        return "yes"
    return "**no**" if figure.tried else "not measured"
