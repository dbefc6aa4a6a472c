"""The page of what is to be done today, section by section."""

import re

from sqlalchemy import update

from vorlauf.db.engine import writing

KINDS = (
    "missed",
    "at-risk",
    "blocked",
    "overdue",
    "mine",
    "due-today",
    "this-week",
    "failed",
)


def html_of(page, kind):
    _, _, after = page.html.partition(f'<section id="{kind}"')
    return after.partition("</section>")[0]


def part(page, kind):
    """Return what a section says."""
    return " ".join(
        re.sub(r"<[^>]*>", " ", html_of(page, kind).partition(">")[2]).split()
    )


def filled(page):
    return [kind for kind in KINDS if part(page, kind)]


def change(desk, table, condition, **values):
    with writing(desk.engine) as connection:
        connection.execute(update(table).where(condition).values(**values))
