"""Exports of Meta made for tests: headers as in real files, figures made up."""

import csv
import io

import sheet_samples as samples
from figure_samples import PERSON

INSTAGRAM_HEADER = [
    "Post ID",
    "Account ID",
    "Account username",
    "Account name",
    "Description",
    "Duration (sec)",
    "Publish time",
    "Permalink",
    "Post type",
    "Data comment",
    "Date",
    "Views",
    "Reach",
    "Likes",
    "Shares",
    "Follows",
    "Comments",
    "Saves",
]
INSTAGRAM_ROWS = [
    [
        "17912345678901234",
        "17841400000000001",
        "mach_was",
        PERSON,
        "Moin,\nWald",
        "0",
        "05/12/2023 18:30",
        "https://www.instagram.com/p/CsAbc12_x/",
        "IG image",
        "",
        "Lifetime",
        "12,400",
        "9,001",
        "310",
        "12",
        "3",
        "8",
        "25",
    ],
    [
        "17912345678905678",
        "17841400000000001",
        "mach_was",
        PERSON,
        "Reel",
        "31",
        "05/14/2023 07:05",
        "https://www.instagram.com/reel/CsXyz98-y/",
        "IG reel",
        "",
        "Lifetime",
        "870",
        "640",
        "41",
        "0",
        "",
        "2",
        "N/A",
    ],
]
FACEBOOK_HEADER = [
    "Post ID",
    "Page ID",
    "Page name",
    "Title",
    "Description",
    "Duration (secs)",
    "Publish time",
    "Caption type",
    "Permalink",
    "Is crosspost",
    "Is share",
    "Post type",
    "Languages",
    "Custom labels",
    "Funded content status",
    "Data comment",
    "Date",
    "Views",
    "Reach",
    "Reactions, comments and shares",
    "Reactions",
    "Comments",
    "Shares",
    "Total clicks",
    "Views",
    "Reach from Organic posts",
    "Reach from Boosted posts",
    "3-second video views",
    "Estimated earnings (USD)",
    "Brand lift",
]
FACEBOOK_ROWS = [
    [
        "122100001234567",
        "100064000000001",
        "Mach was",
        "Wald",
        "Ein Tag im Wald",
        "0",
        "05/12/2023 18:30",
        "N/A",
        "https://www.facebook.com/1/posts/pfbid0abc",
        "0",
        "0",
        "Photos",
        "",
        "",
        "",
        "",
        "Lifetime",
        "2,500",
        "1,900",
        "37",
        "30",
        "4",
        "3",
        "61",
        "2,500",
        "1,700",
        "200",
        "0",
        "0",
        "7",
    ],
]


def posts(header, rows, *, encoding="utf-8-sig"):
    """Return a file of posts as Meta Business Suite writes it."""
    return samples.text([header, *rows], delimiter=",", encoding=encoding)


def series(title, pairs, *, header=("Date", "Primary")):
    """Return a daily series as Meta writes it: UTF-16, sep=, and quotes."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[title], header])
    writer.writerows((f"{day}T00:00:00", value) for day, value in pairs)
    return ("sep=,\r\n" + made.getvalue()).encode("utf-16")
