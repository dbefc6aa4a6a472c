"""Proposing a topic by the link of a house: the form, and what became of it.

Looking changes nothing; a proposal needs a title and a name that somebody types.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import with_headers
from dashboard.components.form_errors import given_day
from dashboard.web.error_pages import status_of
from dashboard.web.request import PageRequest
from dashboard.web.templates import url
from states.recurring_days import RECURRING_DAYS
from vorlauf.accounts import topic_links
from vorlauf.accounts.topic_links import OpenTopicLink
from vorlauf.errors import BadInputError, RefusedError, VorlaufError
from vorlauf.plan.topics import topic_proposals
from vorlauf.plan.topics.topic_proposals import TopicProposal
from vorlauf.plan.topics.topic_rows import TopicWords
from vorlauf.plan.topics.topic_words import faults_of, stripped

_NOT_FOUND: Final = 404
_FIELDS: Final = (
    "title",
    "note",
    "theme",
    "format",
    "day_rule",
    "not_before",
    "until",
    "name",
    "capacity",
)


class ProposePath:
    """The address of the form; its language stays with it if one is chosen."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def in_language(self, language: str) -> str:
        """Return the address of the form in a language."""
        return url(f"/propose/{self._secret}", lang=language)


def page(request: PageRequest) -> Response:
    """Show the form; looking changes nothing."""
    opened = _opened(request)
    return _dead(request) if opened is None else _show(request, opened)


def send(request: PageRequest) -> Response:
    """Keep the proposal until a coordinator answers."""
    opened = _opened(request)
    if opened is None:
        return _dead(request)
    try:
        proposal = _proposal(request, opened)
        with request.writing() as connection:
            kept = topic_proposals.propose(request.call(connection), proposal)
    except (BadInputError, RefusedError) as error:
        return _show(request, opened, error=error)
    return _page(request, opened, "propose_thanks.html", topic=kept)


def _opened(request: PageRequest) -> OpenTopicLink | None:
    chosen = request.query.get("lang", "")
    if chosen in request.parts.languages:
        request.language = chosen
    with request.reading() as connection:
        return topic_links.of_secret(request.call(connection), request.path["secret"])


def _proposal(request: PageRequest, opened: OpenTopicLink) -> TopicProposal:
    form = request.form

    def day(name: str) -> date | None:
        return given_day(request, text) if (text := form.line(name)) else None

    words = TopicWords(
        title=form.text("title"),
        houses=(opened.house,),
        note=form.text("note"),
        theme=form.text("theme"),
        format=form.text("format"),
        wants_picture=form.has("wants_picture"),
        not_before=day("not_before"),
        until=day("until"),
        day_rule=form.line("day_rule"),
    )
    return TopicProposal(
        link=opened.key,
        house=opened.house,
        name=form.text("name"),
        capacity=form.text("capacity"),
        words=words,
    )


def _faults(
    request: PageRequest, opened: OpenTopicLink, error: VorlaufError
) -> Sequence[tuple[str, str]]:
    """Return what is wrong with a proposal, each at its field."""
    try:
        words = stripped(_proposal(request, opened).words)
        named = faults_of(words, request.directory)
    except BadInputError:
        named = ()
    faults = [(where, request.say(sentence)) for where, sentence in named]
    said = request.say(error)
    # What is no fault of the topic is one of its writer, or of the link.
    is_told = " ".join(sentence for _, sentence in faults) == said
    return faults if is_told else [*faults, ("", said)]


def _show(
    request: PageRequest, opened: OpenTopicLink, error: VorlaufError | None = None
) -> Response:
    faults = _faults(request, opened, error) if error else []
    form = request.form
    return _page(
        request,
        opened,
        "propose.html",
        status=status_of(error) if error else 200,
        faults=faults,
        typed={name: form.text(name) for name in _FIELDS},
        wants_picture=form.has("wants_picture") or not form.fields,
        days=[(key, one.name) for key, one in RECURRING_DAYS.items()],
    )


def _page(
    request: PageRequest, opened: OpenTopicLink, template: str, **values: object
) -> Response:
    status = values.pop("status", 200)
    path = ProposePath(request.path["secret"])
    shown = {"faults": [], **values, "opened": opened, "path": path}
    assert isinstance(status, int)  # noqa: S101 - an HTTP status
    return with_headers(request.page(template, status=status, **shown))


def _dead(request: PageRequest) -> Response:
    """Say that a link opens nothing, whether it ever did or not."""
    answer = request.page("propose_dead.html", status=_NOT_FOUND, faults=[])
    return with_headers(answer)


PAGES: Final = {"propose": page, "propose.send": send}
