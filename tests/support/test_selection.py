"""What `make test` reads and runs, and what it leaves to `make check`."""

import pytest
import selection


@pytest.mark.parametrize(
    ("said", "is_read"),
    [
        ("pytestmark = pytest.mark.program", False),
        ("pytestmark = [pytest.mark.browser, pytest.mark.slow]", False),
        ("pytestmark = pytest.mark.postgres", True),
        ("    pytestmark = pytest.mark.program", True),
        ("", True),
    ],
)
def test_a_file_of_long_tests_alone_is_not_read(tmp_path, said, is_read):
    file = tmp_path / "test_one.py"
    file.write_text(f"import pytest\n\n{said}\n")

    class Quick:
        def getoption(self, name):
            return {"markexpr": "not long"}[name]

    assert selection.pytest_ignore_collect(file, Quick()) is (None if is_read else True)


@pytest.mark.parametrize(
    ("file", "is_so"),
    [
        ("db/test_engine.py", True),
        ("mail/queue/test_outbox.py", True),
        ("mail/test_delivery.py", True),
        ("db/test_predecessors.py", False),
        ("mail/inbox/test_replies.py", False),
        ("dashboard/post/test_move.py", False),
    ],
)
def test_where_sql_is_written_both_databases_are_tried_at_once(file, is_so):
    assert selection._is_on_both(selection.TESTS / file) is is_so
