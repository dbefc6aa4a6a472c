from vorlauf.directory.check_houses import circle, cycles


def test_a_chain_that_ends_is_no_cycle():
    assert cycles({"anna": "bo", "bo": "carla"}) == []


def test_one_key_alone_may_be_a_cycle():
    assert cycles({"anna": "anna"}) == [("anna",)]


def test_a_cycle_is_found_once_however_many_ways_lead_into_it():
    following = {"dora": "anna", "emil": "bo", "anna": "bo", "bo": "carla"}

    assert cycles(following | {"carla": "anna"}) == [("anna", "bo", "carla")]


def test_several_cycles_are_found_in_the_order_of_the_keys():
    following = {"c": "d", "d": "c", "a": "b", "b": "a"}

    assert cycles(following) == [("c", "d"), ("a", "b")]


def test_a_cycle_is_written_with_its_first_key_at_both_ends():
    said = str(circle(("anna", "bo")))
    assert said == "goes round in a circle, anna → bo → anna"
