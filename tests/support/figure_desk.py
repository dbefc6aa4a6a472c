"""A desk with a published post, and files of figures that tell of it."""

from decimal import Decimal

import figure_samples as figures
import sheet_samples as samples

from vorlauf.db.tables import MatchedBy
from vorlauf.evaluation.figure_files import FileKind, PostFigures
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.snapshots import Match, MatchedFigures, NewSnapshot
from vorlauf.sheets.cells import Place

NAME = "vorlauf_content_1700690400000.xlsx"  # 22 November 2023, 23:00 in Berlin
PERMALINKS = {
    "instagram": "https://www.instagram.com/p/CsAbCdEfGhI/",
    "linkedin": f"{figures.URN}1",
    "xing": "https://www.xing.com/pages/vorlauf/posts/1",
}


def publish(desk, number, slot, proofs=PERMALINKS):
    """Lead a post that is in review to its publication; the desk is then a week on."""
    desk.do(number, "endorse", "ines")
    desk.do(number, "approve", "clara")
    desk.now = slot
    desk.do(number, "publish", proofs=proofs)


def linkedin_file(posts=None, **cells):
    """Return LinkedIn's export as XLSX; `cells` change its first row, by column."""
    first, *others = [list(row) for row in figures.POST_ROWS]
    for name, value in cells.items():
        first[figures.POST_HEADER.index(name)] = value
    rows = [figures.POST_HEADER, first, *others]
    return samples.xlsx(figures.content(posts=posts or rows))


def snapshot_of(post_id, number, at):
    """Return a snapshot of LinkedIn about one post, and about one that is unknown."""
    counted = {Metric.IMPRESSIONS: Decimal(1200), Metric.REACTIONS: Decimal(0)}
    figures = PostFigures(
        place=Place("Alle Beiträge", 3, 0),
        day=at.date(),
        text="Ein Tag im Forst",
        share=Share.ORGANIC,
        values=counted,
    )
    match = Match(
        post_id=post_id, number=number, title="", by=MatchedBy.TEXT, certainty=91
    )
    rows = [
        MatchedFigures(figures=figures, match=match),
        MatchedFigures(figures=figures, match=None),
    ]
    return NewSnapshot(
        kind=FileKind.LINKEDIN_CONTENT,
        channel="linkedin",
        as_of=at,
        file_name=NAME,
        sha256="a" * 64,
        posts=rows,
    )
