"""A desk with a published post, and files of figures that tell of it."""

from datetime import date

import figure_samples as figures
import sheet_samples as samples

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


DAY = date(2023, 11, 21)
