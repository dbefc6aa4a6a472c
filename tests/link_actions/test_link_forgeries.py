"""200,000 altered links: none opens anything."""

from collections import Counter

import pytest
from forgeries import MAKERS, forged

from vorlauf.db.engine import reading, writing
from vorlauf.db.tables import LinkKind
from vorlauf.links.issue import LinkIssuer, Subject, link_for, scope_of
from vorlauf.links.verify import open_link

MINT = LinkIssuer(key=bytes(range(32)), url="https://vorlauf.example.org")
HOW_MANY = 200_000


@pytest.fixture
def engine(sqlite_engine):
    return sqlite_engine


@pytest.fixture
def links(desk, asked):
    """Return the links of ten contacts, each for a review of theirs."""
    asked(*desk.crowd(10))
    made = []
    with writing(desk.engine) as connection:
        for number in range(1, 11):
            post = desk.post(f"2023-{number:03}")
            for step in post.steps:
                subject = Subject(
                    step_id=step.id,
                    post_id=post.id,
                    version=step.version,
                    due_at=step.due_at,
                    office=desk.directory.houses[step.house].office,
                )
                kind = LinkKind.DECIDE
                made.append(
                    link_for(desk.call(connection), MINT, subject, kind, step.asked)
                )
    return made


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_altered_link_opens_anything(desk, links):
    real, scopes = [MINT.token(one) for one in links], [scope_of(one) for one in links]
    tried, accepted = Counter(), []

    with reading(desk.engine) as connection:
        for words in real:
            assert open_link(desk.call(connection), MINT, words)
        for kind, words in forged(real, scopes, MINT.key, HOW_MANY):
            tried[kind] += 1
            if open_link(desk.call(connection), MINT, words):
                accepted.append((kind, words))

    assert accepted == []
    assert tried.total() == HOW_MANY
    assert set(tried) == set(MAKERS)
