from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contract import violations
from every_letter import CAMPAIGN, DUE, composed, item

from notifications.letters.layout import alone
from notifications.letters.values import Reader
from notifications.letters.weekly_overview import Open, overview

# A Monday; what is due on Sunday still belongs to its week.
MONDAY = datetime(2023, 3, 6, 7, tzinfo=UTC)
CLARA = Reader(name="Clara Cramer")


def week(*items, reader=CLARA, now=MONDAY):
    return alone(overview(reader, CAMPAIGN, Open(items), now=now))


def test_the_groups_follow_the_week():
    text = week(
        item("2023-001", due=MONDAY + timedelta(days=7)),
        item("2023-002", due=MONDAY + timedelta(days=6)),
        item("2023-003", due=MONDAY - timedelta(days=4), overdue_by=2),
    ).text

    late, this_week, later = (
        text.index(f"{head} (1)\n===")
        for head in ("Überfällig", "Diese Woche fällig", "Später fällig")
    )
    places = [text.index(f"2023-00{n}") for n in (3, 2, 1)]
    assert late < places[0] < this_week < places[1] < later < places[2]


def test_an_item_says_who_owes_what_and_when():
    words = " ".join(
        week(item("2023-001"), item("2023-002", overdue_by=1)).text.split()
    )

    assert (
        "- Mitzeichnung bis Di 07.03.2023: 2023-001 „Forst“, Ines Iser (Sachsenforst), "
        "Termin Di 14.03.2023"
    ) in words
    assert "- Mitzeichnung, seit einem Arbeitstag überfällig (Di 07.03.2023)" in words


def test_the_subject_counts_by_urgency():
    subject = week(item("1", overdue_by=1), item("2"), item("3")).subject

    assert subject == (
        "Wochenübersicht Mo 06.03.2023: 1 überfällig, 2 diese Woche fällig, 0 später"
    )


def test_at_one_instant_the_numbers_are_in_order():
    text = week(item("2023-1000"), item("2023-999"), item("2022-1001")).text

    places = [text.index(number) for number in ("2022-1001", "2023-999", "2023-1000")]
    assert places == sorted(places)


def test_the_earliest_stands_first():
    early, late = item("2023-009"), item("2023-001", due=DUE + timedelta(hours=1))

    text = week(late, early).text

    assert text.index("2023-009") < text.index("2023-001")


def test_nothing_open_is_said():
    mail = week(reader=replace(CLARA, language="en"))

    assert "there is no step for you to follow" in " ".join(mail.text.split())
    assert violations(composed(mail)) == []


def test_a_long_list_ends_early_and_says_so():
    title = "<Forst & Wald> " * 20
    mail = week(*(item(f"2023-{n:04}", title=title) for n in range(1000)))

    listed = mail.text.count("\n- Mitzeichnung")
    assert 50 < listed < 1000
    assert f"Weitere {1000 - listed} Vorgänge sind aus Platz" in mail.text
    assert violations(composed(mail)) == []
