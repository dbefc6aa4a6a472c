"""Choices: a form behind a link acts only on an answer that was not filled in before.

Programs that guard a mailbox press buttons, too. So each form that would act by its
button alone asks a question with yes or no, and shows neither chosen.
"""

from typing import Final

from dashboard.answer.link import Faults
from dashboard.web.request import PageRequest

YES: Final = "yes"
NO: Final = "no"


def unchosen(request: PageRequest, field: str) -> Faults:
    """Return what to say if a question was answered neither with yes nor with no."""
    if request.form.line(field) in {YES, NO}:
        return []
    return [(field, request.words.gettext("Choose one of the two answers."))]
