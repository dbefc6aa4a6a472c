"""Characters: what no text that is kept may hold."""

from vorlauf.errors import BadInputError


def check_text(what: str, text: str) -> None:
    """Raise `BadInputError` for a text that no database and no mail can carry.

    These are NUL and half characters, which a terminal hands on for bytes that are
    not UTF-8. `what` begins the sentence, as in “The comment”.
    """
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInputError(
            f"{what} holds characters that cannot be kept; write plain UTF-8 text."
        )
