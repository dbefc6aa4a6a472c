"""Exports of networks made for tests: headers as in real files, figures made up."""

import csv
import io

import sheet_samples as samples

NAME = "vorlauf_content_1700000000000.xls"
SERIES = "Aggregated engagement metrics. All dates and times are in UTC."
SINGLE = "Engagement metrics for individual posts. All dates and times are in UTC."
SHARES = ("organic", "sponsored", "total")
DAY_HEADER = [
    "Date",
    *(f"Impressions ({one})" for one in SHARES),
    "Unique impressions (organic)",
    *(f"Clicks ({one})" for one in SHARES),
    *(f"Reactions ({one})" for one in SHARES),
    *(f"Comments ({one})" for one in SHARES),
    *(f"Reposts ({one})" for one in SHARES),
    *(f"Engagement rate ({one})" for one in SHARES),
]
DAY_ROWS = [
    ["05/12/2023", 1200, 300, 1500, 900, 40, 5, 45, 30, 2, 32, 4, 0, 4, 2, 0, 2]
    + [0.0633, 0.0233, 0.0553],
    ["05/13/2023", 80, 0, 80, 70, 1, 0, 1, 3, 0, 3, 0, 0, 0, 0, 0, 0]
    + [0.05, 0, 0.05],
]
GERMAN_DAY_HEADER = [
    "Datum",
    "Impressions (organische Updates)",
    "Impressions (Sponsored Updates)",
    "Impressions (insgesamt)",
    "Individuelle Impressions (organische Updates)",
    "Klicks (organische Updates)",
    "Klicks (Sponsored Updates)",
    "Klicks (insgesamt)",
    "Reaktionen (organisch)",
    "Reaktionen (gesponsert)",
    "Reaktionen (insgesamt)",
    "Kommentare (organisch)",
    "Kommentare (gesponsert)",
    "Kommentare (insgesamt)",
    "Direkt geteilte Beiträge (organisch)",
    "Direkt geteilte Beiträge (gesponsert)",
    "Direkt geteilte Beiträge (insgesamt)",
    "Engagement Rate (organische Updates)",
    "Engagement Rate (Sponsored Updates)",
    "Engagement Rate (insgesamt)",
]
POST_HEADER = [
    "Post title",
    "Post link",
    "Post type",
    "Campaign name",
    "Posted by",
    "Created date",
    "Campaign start date",
    "Campaign end date",
    "Audience",
    "Impressions",
    "Views",
    "Offsite Views",
    "Clicks",
    "Click through rate (CTR)",
    "Likes",
    "Comments",
    "Reposts",
    "Follows",
    "Engagement rate",
    "Content Type",
]
URN = "https://www.linkedin.com/feed/update/urn:li:activity:706345678901234567"
PERSON = "Erika Beispiel"
POST_ROWS = [
    ["Ein Tag im\nForst", f"{URN}1", "Organic", None, PERSON, "05/12/2023"]
    + [None, None, "All followers", 1200, None, None, 40, 0.0333, 30, 4, 2]
    + [None, 0.0633, None],
    ["Ein Tag im\nForst", f"{URN}2", "Sponsored", "Frühjahr", " ", "05/13/2023"]
    + ["05/13/2023", "05/20/2023", "Sachsen", 300, 120, None, 5, 0.0167, 2, 0, 0]
    + [None, 0.0233, "Video"],
]
GERMAN_POST_HEADER = [
    "Titel des Beitrags",
    "Link veröffentlichen",
    "Art des Beitrags",
    "Name der Kampagne",
    "Veröffentlicht von",
    "Erstellt am",
    "Zielgruppe",
    "Impressions",
    "Aufrufe",
    "Klicks",
    "Klickrate (CTR)",
    "Likes",
    "Kommentare",
    "Direkt geteilte Beiträge",
    "Engagement Rate",
]
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
    ["17912345678901234", "17841400000000001", "mach_was", PERSON]
    + ["Moin,\nWald", "0", "05/12/2023 18:30", "https://www.instagram.com/p/CsAbc12_x/"]
    + ["IG image", "", "Lifetime", "12,400", "9,001", "310", "12", "3", "8", "25"],
    ["17912345678905678", "17841400000000001", "mach_was", PERSON]
    + ["Reel", "31", "05/14/2023 07:05", "https://www.instagram.com/reel/CsXyz98-y/"]
    + ["IG reel", "", "Lifetime", "870", "640", "41", "0", "", "2", "N/A"],
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
    ["122100001234567", "100064000000001", "Mach was", "Wald", "Ein Tag im Wald"]
    + ["0", "05/12/2023 18:30", "N/A", "https://www.facebook.com/1/posts/pfbid0abc"]
    + ["0", "0", "Photos", "", "", "", "", "Lifetime", "2,500", "1,900", "37", "30"]
    + ["4", "3", "61", "2,500", "1,700", "200", "0", "0", "7"],
]


def content(days=None, posts=None, *, described=True, names=("Metrics", "All posts")):
    """Return the sheets of LinkedIn's content export, with or without descriptions."""
    head = [[SERIES]] if described else []
    other = [[SINGLE]] if described else []
    return {
        names[0]: [*head, *(days or [DAY_HEADER, *DAY_ROWS])],
        names[1]: [*other, *(posts or [POST_HEADER, *POST_ROWS])],
    }


def picked(header, rows, names):
    """Return some columns of a table, in this order."""
    places = [header.index(name) for name in names]
    return [list(names), *([row[place] for place in places] for row in rows)]


def german_posts():
    """Return LinkedIn's posts under a German header, in a German's own words."""
    english = picked(
        POST_HEADER,
        POST_ROWS,
        [one for one in POST_HEADER if one not in _NOT_IN_GERMAN],
    )
    kinds = {"Organic": "Organisch", "Sponsored": "Gesponsert"}
    rows = [[kinds.get(cell, cell) for cell in row] for row in english[1:]]
    return [GERMAN_POST_HEADER, *rows]


_NOT_IN_GERMAN = {
    "Campaign start date",
    "Campaign end date",
    "Offsite Views",
    "Follows",
    "Content Type",
}


def meta(header, rows, *, encoding="utf-8-sig"):
    """Return a file of posts as Meta Business Suite writes it."""
    return samples.text([header, *rows], delimiter=",", encoding=encoding)


def series(title, pairs, *, header=("Date", "Primary")):
    """Return a daily series as Meta writes it: UTF-16, sep=, and quotes."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[title], header])
    writer.writerows((f"{day}T00:00:00", value) for day, value in pairs)
    return ("sep=,\r\n" + made.getvalue()).encode("utf-16")


def followers():
    """Return the sheets of LinkedIn's export of followers; headers stand in row 1."""
    new = [
        ["Date", "Sponsored followers", "Organic followers"]
        + ["Auto-invited followers", "Total followers"],
        ["05/12/2023", 2, 14, 1, 17],
        ["05/13/2023", 0, 3, 0, 3],
    ]
    places = [["Location", "Total followers"], ["Dresden", 2300], ["Leipzig", 1900]]
    trades = [["Industry", "Total followers"], ["Verwaltung", 3100]]
    return {"New followers": new, "Location": places, "Industry": trades}


def visitors():
    """Return the sheet of LinkedIn's export of visitors, all of its columns."""
    kinds = ("page views", "unique visitors")
    devices = ("desktop", "mobile", "total")
    header = ["Date"]
    for part in ("Overview", "Life", "Jobs", "Total"):
        header += [f"{part} {kind} ({device})" for kind in kinds for device in devices]
    day = ["05/12/2023", *(0 for _ in header[7:]), 20, 15, 35, 11, 8, 19]
    return {"Visitor metrics": [header, day]}
