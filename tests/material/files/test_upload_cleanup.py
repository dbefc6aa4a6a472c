import os
from datetime import UTC, datetime, timedelta

from vorlauf.material.files.resumable_uploads import Staging, tidy
from vorlauf.material.files.storage import files_in, uploads_in

NOW = datetime.now(UTC)


def test_what_nobody_has_finished_is_forgotten_after_days(tmp_path):
    staging = Staging(uploads_in(tmp_path))
    key = staging.begin("ines", "bild.jpg", 10)
    kept = files_in(tmp_path) / "ab"
    left = files_in(tmp_path) / ".press-x1"
    for folder in (kept, left):
        folder.mkdir(parents=True)
        os.utime(folder, (0, 0))

    assert tidy(tmp_path, NOW + timedelta(days=3)) == 1
    assert (kept.exists(), left.exists()) == (True, False)
    assert staging.offset(key, "ines") == 0
    assert tidy(tmp_path, NOW + timedelta(days=5)) == 1
    assert list(uploads_in(tmp_path).iterdir()) == []


def test_where_nothing_was_uploaded_there_is_nothing_to_tidy(tmp_path):
    assert tidy(tmp_path, NOW) == 0
