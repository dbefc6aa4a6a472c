"""House names: in full, short or mis-spelled, and never taken when a second is near."""

import pytest
from sheet_reading import SAMPLE

from vorlauf.directory.loader import load
from vorlauf.plan.rows.house_names import HouseNames
from vorlauf.plan.rows.words import channels_in


@pytest.fixture(scope="module")
def names():
    return HouseNames(load(SAMPLE).houses.values())


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("SMI", ["smi"]),
        ("smwa / SMK", ["smwa", "smk"]),
        ("SMI, SMF; SMK", ["smi", "smf", "smk"]),
        ("SMI und SMF", ["smi", "smf"]),
        ("SMI+SMI", ["smi"]),
        ("Sächsisches Staatsministerium des Innern", ["smi"]),
        ("Saechsisches Staatsministerium des Innern", ["smi"]),
        ("Ministerium des Innern", ["smi"]),
        ("Staatsministerium für Wirtschaft, Arbeit und Verkehr", ["smwa"]),
        ("Polizei", ["polizei"]),
        ("Staatsministerium der Finanzen", ["smf"]),
        ("Landesamt für Steuern und Finanzen", ["lsf"]),
        ("alle", []),
        ("intern", []),
        ("\u2013", []),
        ("", []),
        ("SMI / intern", ["smi"]),
    ],
)
def test_a_house_is_found_by_its_name(names, text, keys):
    assert [one.key for one in names.named_in(text)] == keys


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Staatskanzelei", "sk"),
        ("Wirtschaft/Arbeit", "smwa"),
        ("Min. f. Soziales", "sms"),
        ("Landesamt Schule u. Bildung", "lasub"),
        ("Straßenbau Verkehr", "lasuv"),
        ("Statistisches Landesmt", "stla"),
    ],
)
def test_a_name_like_one_is_suggested_and_not_taken(names, text, first):
    suggested = [one for one in names.named_in(text) if one.key is None]

    assert first in [key for one in suggested for key in one.suggestions] or [
        one.key for one in names.named_in(text)
    ] == [first]


@pytest.mark.parametrize("text", ["Finanzen", "Landesamt"])
def test_a_name_that_fits_two_is_taken_for_none(names, text):
    (named,) = names.named_in(text)

    assert named.key is None
    assert len(named.suggestions) > 1


def test_what_people_have_said_holds():
    names = HouseNames(load(SAMPLE).houses.values(), {"StK": "sk", "Amt": "gone"})

    assert [one.key for one in names.named_in("Stk / Amt")] == ["sk", None]


def test_a_word_may_mean_no_house():
    names = HouseNames(load(SAMPLE).houses.values(), {"Kreativteam": ""})

    assert [one.key for one in names.named_in("Kreativteam")] == [""]


def test_a_name_like_none_has_no_suggestion(names):
    (named,) = names.named_in("Qwertz")

    assert (named.key, named.suggestions) == (None, ())


@pytest.mark.parametrize(
    ("text", "first"),
    [("Hochschule der Polizei", "polizei"), ("Polizei Leipzig West", "polizei")],
)
def test_a_name_that_says_more_than_a_house_is_not_taken(names, text, first):
    (named,) = names.named_in(text)

    assert (named.key, named.suggestions[0]) == (None, first)


def test_a_cell_of_blanks_is_split_at_once(names):
    blanks = f"SMI{' ' * 50_000}x"

    # With blanks in the pattern this takes minutes.
    assert len(names.named_in(blanks)) == 1
    assert channels_in(blanks, ["xing"], {}) == ([], [blanks])


@pytest.mark.parametrize("text", ["SMI " * 8000, "/".join(["Inneres"] * 4000)])
def test_a_cell_that_is_a_long_text_names_no_house(names, text, monkeypatch):
    # Comparing would take minutes.
    monkeypatch.setattr("vorlauf.plan.rows.house_names.fuzz.token_set_ratio", None)

    (one,) = names.named_in(text)

    assert (one.key, one.suggestions, len(one.word)) == (None, (), 81)
