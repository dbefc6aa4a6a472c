"""Draft words: what a draft lacks, as pages say it."""

from collections.abc import Sequence

from dashboard.web.request import PageRequest
from states.messages import Message
from states.post import StepKind


def lacking_words(request: PageRequest, lacking: Sequence[Message]) -> str:
    """Say what a draft lacks; if that is nothing, that it is not handed over yet."""
    if not lacking:
        return request.words.lacking_label(StepKind.SUBMIT)
    what = "; ".join(request.say(one) for one in lacking)
    return request.words.gettext("Still missing: %(what)s") % {"what": what}
