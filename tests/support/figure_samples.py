"""Exports of LinkedIn made for tests: headers as in real files, figures made up."""

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
    [
        "05/12/2023",
        1200,
        300,
        1500,
        900,
        40,
        5,
        45,
        30,
        2,
        32,
        4,
        0,
        4,
        2,
        0,
        2,
        0.0633,
        0.0233,
        0.0553,
    ],
    ["05/13/2023", 80, 0, 80, 70, 1, 0, 1, 3, 0, 3, 0, 0, 0, 0, 0, 0, 0.05, 0, 0.05],
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
    [
        "Ein Tag im\nForst",
        f"{URN}1",
        "Organic",
        None,
        PERSON,
        "05/12/2023",
        None,
        None,
        "All followers",
        1200,
        None,
        None,
        40,
        0.0333,
        30,
        4,
        2,
        None,
        0.0633,
        None,
    ],
    [
        "Ein Tag im\nForst",
        f"{URN}2",
        "Sponsored",
        "Frühjahr",
        " ",
        "05/13/2023",
        "05/13/2023",
        "05/20/2023",
        "Sachsen",
        300,
        120,
        None,
        5,
        0.0167,
        2,
        0,
        0,
        None,
        0.0233,
        "Video",
    ],
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


def followers():
    """Return the sheets of LinkedIn's export of followers; headers stand in row 1."""
    new = [
        [
            "Date",
            "Sponsored followers",
            "Organic followers",
            "Auto-invited followers",
            "Total followers",
        ],
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
