from each import each

from states.post import Role
from vorlauf.directory.model import Person
from vorlauf.directory.names import Likeness, is_same, likeness

CLARA = Person(
    key="clara",
    name="Clara Müller",
    role=Role.APPROVER,
    house="sk",
    email="c.mueller@sk.example.org",
)
SPELT = {
    Likeness.SAME: (
        *("Clara Müller", "clara MUELLER", "Mueller, Clara", "Müller Clara"),
        *("Dr. Clara Müller", "Müller, Prof. Dr. Clara", "Clara M. Müller"),
        *("ClaraMüller", "Clara Mül ler", "CIara MüIIer", "Clara M\u00fc\u0308ller"),
        *("\u0421l\u0430r\u0430 M\u00fcll\u0435r", "\U0001d402lara Müller"),
        *("\u1d04\u029f\u1d00\u0280\u1d00 Müller", "Frau Clara Mu\u0308ller"),
    ),
    Likeness.PART: ("Müller", "Frau Müller", "Clara", "c.mueller", "C. Müller"),
    Likeness.SHORTENED: ("Müller, C.", "Müller C., Dr."),
    Likeness.LONGER: (
        *("Clara Müller (SK)", "im Auftrag von Clara Müller", "Büro Müller Clara"),
    ),
    Likeness.NONE: (
        *("Clara Müller-Schmidt", "Clara Schmidt", "Karl Müller", "Clara Möllers"),
        *("Müllers Clara-Sophie", "Ines Iser", "Nguyễn Thị Mai"),
    ),
}


@each(("typed", "how"), [(one, how) for how, names in SPELT.items() for one in names])
def test_a_name_is_known_in_every_spelling(typed, how):
    assert likeness(typed, CLARA) is how


def test_names_of_several_words_and_hyphens_are_compared_as_a_whole():
    assert is_same("von der Heydt, Eva", "Eva von der Heydt")
    assert is_same("Eva Müller Lüdenscheidt", "Eva Müller-Lüdenscheidt")
    assert is_same("O\u00b4Neil Tim", "Tim O\u2019Neil")
    assert not is_same("", "Eva")


def test_capitals_make_no_difference_in_any_language_of_the_houses():
    for name in (
        "Jürgen Groß",
        "İbrahim Y\u0131ld\u0131r\u0131m",
        "Şükrü Çağlar",
        "Grażyna Źródło",
    ):
        assert is_same(name.upper(), name)
    assert is_same("NGUYỄN THỊ MAI", "Nguyễn Thị Mai")
    assert is_same("ĐẶNG VĂN ĐỨC", "Đặng Văn Đức")
