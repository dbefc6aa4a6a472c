from vorlauf.spelling import did_you_mean, nearest


def test_the_nearest_word_is_found_whatever_its_case():
    assert nearest("KONTACT", ["contact", "deputy"]) == "contact"
    assert nearest("smi", ["SMI", "SMF"]) == "SMI"


def test_nothing_near_is_nothing():
    assert nearest("banana", ["contact", "deputy"]) is None
    assert nearest("", []) is None


def test_the_hint_is_a_question_or_empty():
    assert (
        str(did_you_mean("deputty", ["contact", "deputy"]))
        == ", did you mean 'deputy'?"
    )
    assert str(did_you_mean("banana", ["contact", "deputy"])) == ""
