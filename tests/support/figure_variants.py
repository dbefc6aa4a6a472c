"""Variants of exports: the same figures in the forms that files come in."""

import figure_samples as figures
import meta_samples as meta
import sheet_samples as samples

CSV = "export.csv"
RESAVED = "vorlauf_content_1700000000000.xlsx"
# LinkedIn's words until 2022.
OLD = {
    "Post title": "Update title",
    "Post link": "Update link",
    "Post type": "Update type",
    "Reposts": "Shares",
}


def _renamed(header, words):
    return [words.get(name, name.replace("Reposts", "Shares")) for name in header]


def _german_numbers(rows):
    """Return rows as a German Excel writes them into a CSV."""

    def written(cell):
        if isinstance(cell, float):
            return str(cell).replace(".", ",")
        return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell

    return [[written(cell) for cell in row] for row in rows]


def linkedin_xls():
    return figures.NAME, samples.xls(figures.content())


def linkedin_without_descriptions():
    return figures.NAME, samples.xls(figures.content(described=False))


def linkedin_xlsx():
    return RESAVED, samples.xlsx(figures.content())


def linkedin_ods():
    return RESAVED, samples.ods(figures.content(described=False))


def linkedin_csv():
    rows = [figures.POST_HEADER, *figures.POST_ROWS]
    return CSV, samples.text(rows, delimiter=",", encoding="utf-8")


def linkedin_csv_of_a_german_excel():
    rows = [figures.POST_HEADER, *_german_numbers(figures.POST_ROWS)]
    return CSV, samples.text(rows, delimiter=";", encoding="cp1252")


def linkedin_turned_round():
    names = figures.POST_HEADER[::-1]
    posts = figures.picked(figures.POST_HEADER, figures.POST_ROWS, names)
    return figures.NAME, samples.xls(figures.content(posts=posts))


def linkedin_until_2022():
    return figures.NAME, samples.xls(
        figures.content(
            [_renamed(figures.DAY_HEADER, {}), *figures.DAY_ROWS],
            [_renamed(figures.POST_HEADER, OLD), *figures.POST_ROWS],
            names=("Update metrics (aggregated)", "Update engagement"),
        )
    )


def linkedin_german():
    return figures.NAME, samples.xls(
        figures.content(
            [figures.GERMAN_DAY_HEADER, *figures.DAY_ROWS],
            figures.german_posts(),
            names=("Kennzahlen", "Alle Beiträge"),
        )
    )


def linkedin_with_percents():
    rows = [
        [f"{cell * 100:.2f}%" if isinstance(cell, float) else cell for cell in row]
        for row in figures.POST_ROWS
    ]
    return CSV, samples.text([figures.POST_HEADER, *rows], delimiter="\t")


def linkedin_with_a_stray_preamble():
    sheets = figures.content()
    banner = [["Export Mai"], [], ["as of 05/31/2023"]]
    posts = [*banner, *sheets["All posts"]]
    return "Mai.xlsx", samples.xlsx({"All posts": posts})


def instagram():
    return CSV, meta.posts(meta.INSTAGRAM_HEADER, meta.INSTAGRAM_ROWS)


def instagram_in_another_order():
    names = [*meta.INSTAGRAM_HEADER[:4], *meta.INSTAGRAM_HEADER[:3:-1]]
    rows = figures.picked(meta.INSTAGRAM_HEADER, meta.INSTAGRAM_ROWS, names)
    return CSV, meta.posts(rows[0], rows[1:])


def instagram_without_some_columns():
    left = {"Duration (sec)", "Data comment", "Date", "Account ID"}
    names = [one for one in meta.INSTAGRAM_HEADER if one not in left]
    rows = figures.picked(meta.INSTAGRAM_HEADER, meta.INSTAGRAM_ROWS, names)
    return CSV, meta.posts(rows[0], rows[1:])


def instagram_in_german_numbers():
    rows = [
        [cell.replace(",", ".") if cell[:1].isdigit() else cell for cell in row]
        for row in meta.INSTAGRAM_ROWS
    ]
    return CSV, samples.text(
        [meta.INSTAGRAM_HEADER, *rows], delimiter=";", encoding="utf-16"
    )


def instagram_german():
    words = dict(zip(meta.INSTAGRAM_HEADER, GERMAN_INSTAGRAM_HEADER, strict=True))
    rows = [
        [{"Lifetime": "Gesamte Laufzeit"}.get(cell, cell) for cell in row]
        for row in meta.INSTAGRAM_ROWS
    ]
    return CSV, meta.posts([*words.values()], rows)


def facebook():
    return CSV, meta.posts(meta.FACEBOOK_HEADER, meta.FACEBOOK_ROWS)


def facebook_xlsx():
    rows = [meta.FACEBOOK_HEADER, *meta.FACEBOOK_ROWS]
    return "posts.xlsx", samples.xlsx({"Tabelle1": rows})


GERMAN_INSTAGRAM_HEADER = [
    "Beitrags-ID",
    "Konto-ID",
    "Konto-Benutzername",
    "Kontoname",
    "Beschreibung",
    "Dauer (Sek.)",
    "Veröffentlichungszeitpunkt",
    "Permalink",
    "Beitragstyp",
    "Datenkommentar",
    "Datum",
    "Aufrufe",
    "Reichweite",
    "„Gefällt mir“-Angaben",
    "Geteilte Inhalte",
    "Follows",
    "Kommentare",
    "Gespeicherte Beiträge",
]
LINKEDIN = (
    linkedin_xls,
    linkedin_without_descriptions,
    linkedin_xlsx,
    linkedin_ods,
    linkedin_csv,
    linkedin_csv_of_a_german_excel,
    linkedin_turned_round,
    linkedin_until_2022,
    linkedin_german,
    linkedin_with_percents,
    linkedin_with_a_stray_preamble,
)
INSTAGRAM = (
    instagram,
    instagram_in_another_order,
    instagram_without_some_columns,
    instagram_in_german_numbers,
    instagram_german,
)
FACEBOOK = (facebook, facebook_xlsx)
