"""Run labels: names of flows and summaries of runs, in the reader's language.

Prefect's pages are English; there the runs say the same in English.
"""

import re
from collections.abc import Mapping
from typing import Final

from dashboard.i18n.language import Words
from notifications.delivery.postfix_log import unreadable
from notifications.i18n.translation import translate
from states.messages import message_of
from vorlauf.jobs.run_summaries import BEFORE_FAULTS, BETWEEN, CLAUSES, SENTENCES

# Signs of a message that a page shows; what is longer stands in Prefect's pages.
LONGEST: Final = 300
# What Prefect itself says of a run that did not come to its end. `what` is said in the
# reader's language, too, if it is a sentence of the engine.
OF_PREFECT: Final = (
    "Flow run encountered an exception: %(what)s",
    "Flow run could not start: %(what)s",
    "Process exited with status code: %(code)s. %(more)s",
    "Execution was interrupted by an unexpected exception: %(what)s",
    "Execution was cancelled by the runtime environment.",
    "Execution was aborted by an interrupt signal.",
    "Execution was aborted by a termination signal.",
    "Execution was aborted by Python system exit call.",
    "Request to %(address)s failed: %(what)s.",
    "Request failed while attempting to contact the server: %(what)s",
    "Submission failed. %(what)s",
    "Flow run was cancelled.",
    "Deployment concurrency limit reached.",
)

_ERROR: Final = re.compile(r"([A-Z]\w*: )(.+)", re.DOTALL)


def flow_label(words: Words, name: str) -> str:
    """Name a flow; one that is not known keeps its own name."""
    return _labels(words).get(name, name)


def message(words: Words, said: str) -> str:
    """Return what a run says of itself; what is not known stays as it is.

    >>> message(english, "3 sent, 0 failed")
    '3 sent, 0 failed'
    """
    found = _summary(words, said) or _of_prefect(words, said) or said
    return found[:LONGEST]


def _summary(words: Words, said: str) -> str | None:
    if said in SENTENCES:
        return words.gettext(said)
    head, colon, faults = said.partition(BEFORE_FAULTS)
    clauses = [_clause(words, one) for one in head.split(BETWEEN)]
    if None in clauses:
        return None
    return f"{BETWEEN.join(map(str, clauses))}{colon}{_sentence(words, faults)}"


def _clause(words: Words, said: str) -> str | None:
    for shape, clause in _CLAUSES.items():
        if found := shape.fullmatch(said):
            num = int(found["num"])
            return words.ngettext(clause.one, clause.many, num) % {"num": num}
    return None


def _of_prefect(words: Words, said: str) -> str | None:
    for shape, text in _PREFECT.items():
        if found := shape.fullmatch(said):
            values = found.groupdict()
            if "what" in values:
                values["what"] = _without_class(words, values["what"])
            return words.gettext(text) % values
    return None


def _without_class(words: Words, said: str) -> str:
    """Say an error as Python does, `Class: sentence`; the class goes if it is ours."""
    found = _ERROR.fullmatch(said)
    if found is None:
        return _sentence(words, said)
    sentence = _sentence(words, found[2])
    return said if sentence == found[2] else sentence


def _sentence(words: Words, said: str) -> str:
    found = _UNREADABLE.fullmatch(said)
    known = unreadable(**found.groupdict()) if found else message_of(said)
    return translate(known, words.language)


def _labels(words: Words) -> Mapping[str, str]:
    gettext = words.gettext
    return {
        "remind": gettext("Reminders and mails"),
        "advance": gettext("What time moves"),
        "collect": gettext("Incoming mail"),
        "housekeep": gettext("The night's work"),
    }


def _shape(text: str, inside: str) -> re.Pattern[str]:
    """Return the pattern of a text in which `%(name)s` stands for what is `inside`."""
    parts = re.split(r"%\((\w+)\)s", text)
    pattern = "".join(
        f"(?P<{part}>{inside})" if number % 2 else re.escape(part)
        for number, part in enumerate(parts)
    )
    return re.compile(pattern, re.DOTALL)


_CLAUSES: Final = {
    _shape(text, "[0-9]{1,9}"): clause
    for clause in CLAUSES
    for text in (clause.one, clause.many)
}
_UNREADABLE: Final = _shape(str(unreadable("%(log)s", "%(reason)s")), ".+?")
_PREFECT: Final = {_shape(text, ".+"): text for text in OF_PREFECT}
