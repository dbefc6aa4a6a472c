"""What the engine refuses, said in German."""

from datetime import datetime

import pytest

from notifications.i18n.translation import translate
from vorlauf.directory.addresses import plain_address
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.posts.slots import check_slot


def german(error):
    return translate(error.value.message, "de")


@pytest.mark.parametrize("text", ["a, b", "a b", "<a@b.de>", "a", "a@b@c", "ä@b.de"])
def test_what_is_wrong_with_an_address_is_german(text):
    with pytest.raises(BadInputError) as error:
        plain_address(text)
    assert german(error).startswith("enthält ")


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("smu", "; meinten Sie „"),
        ("ÄÄÄÄÄÄ", "; wer beteiligt ist, steht in stakeholders.toml."),
    ],
)
def test_a_house_that_does_not_exist_is_german(directory, key, hint):
    with pytest.raises(NotFoundError) as error:
        directory.house(key)
    assert german(error).startswith(f"Das Ressort „{key}“ gibt es nicht{hint}")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            "2026-11-21",
            (
                "Der Termin Sa 21.11.2026 ist kein Arbeitstag (ein Samstag); "
                "der nächste ist Mo 23.11.2026."
            ),
        ),
        (
            "2026-11-18",
            (
                "Der Termin Mi 18.11.2026 ist kein Arbeitstag (Buß- und Bettag); "
                "der nächste ist Do 19.11.2026."
            ),
        ),
    ],
)
def test_a_slot_on_a_free_day_is_german(directory, day, said):
    now = datetime.fromisoformat("2026-01-05T09:00+01:00")
    with pytest.raises(BadInputError) as error:
        check_slot(datetime.fromisoformat(f"{day}T10:00+01:00"), directory, now)
    assert german(error) == said
