"""The code of a house that wants one: asked for before a link changes anything."""

from hmac import compare_digest

from dashboard.answer.link import Faults
from dashboard.web.request import PageRequest
from vorlauf.link_actions.codes import check_code, insist, needs_code
from vorlauf.links.verify import VerifiedLink


def missing_code(request: PageRequest, opened: VerifiedLink) -> Faults:
    """Return what to say if a code is needed and none was typed."""
    if not needs_code(request.directory, opened) or request.form.line("code"):
        return []
    return [("code", request.words.gettext("Type the six digits from the mail."))]


def insist_on_code(request: PageRequest, opened: VerifiedLink) -> None:
    """Count a wrong code, which stays counted, and then refuse it.

    Raises `BadInputError` for a wrong one, `RefusedError` once the link is locked, and
    `ConflictError` if somebody else was faster.
    """
    if not needs_code(request.directory, opened):
        return
    with request.writing() as connection:
        result = check_code(
            request.call(connection),
            request.wiring.issuer,
            opened,
            request.form.line("code"),
        )
    insist(result)


def has_code(request: PageRequest, opened: VerifiedLink) -> bool:
    """Say whether a form has the code of its link, or needs none; counts no tries.

    It is for a link that opens nothing any more.
    """
    right = request.wiring.issuer.code(opened.link)
    typed = "".join(request.form.line("code").split())
    is_right = compare_digest(typed.encode(), right.encode())
    return is_right or not needs_code(request.directory, opened)
