"""Signed forms that are chosen beside pictures: kept until the rest can be saved."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from dashboard.components.file_intake import ReceivedFile, take_form
from dashboard.upload.resumable import hold, owner_of, staging_of
from dashboard.web.numbers import number_of
from dashboard.web.request import PageRequest
from vorlauf.errors import NotFoundError
from vorlauf.links.verify import VerifiedLink
from vorlauf.material.suppliers import ByLink

# How the field of a form that is here already is called, and the one it was chosen in.
HELD, CHOSEN = "staged_form", "form"


def keep_form(request: PageRequest, opened: VerifiedLink, key: int) -> None:
    """Keep the signed form chosen for a picture until the rest of it can be saved."""
    field = fields_of(key)
    for upload in request.form.uploads(field(CHOSEN))[:1]:
        drop_form(request, opened, key)
        if held := hold(request, opened, upload):
            fields = [*request.form.fields, (field(HELD), held)]
            request.form = replace(request.form, fields=fields)


def keep_forms(request: PageRequest, opened: VerifiedLink) -> None:
    """Keep the signed forms chosen for all pictures until these can be saved."""
    named = (name.partition("-") for name, _ in request.form.files)
    keys = {number_of(key) for name, _, key in named if name == CHOSEN}
    for key in keys - {0}:
        keep_form(request, opened, key)


def fields_of(key: int) -> Callable[[str], str]:
    """Return how the fields of this picture are called on the page of all."""
    return lambda name: f"{name}-{key}"


def taken_form(
    request: PageRequest, opened: VerifiedLink, by: ByLink, field: Callable[[str], str]
) -> str:
    """Take in the signed form that was chosen, now or before; empty if none was."""
    for upload in request.form.uploads(field(CHOSEN)):
        return take_form(request, by, ReceivedFile(name=upload.name, path=upload.path))
    staging, owner = staging_of(request), owner_of(opened)
    for key in request.form.many(field(HELD)):
        name, path = staging.arriving(key, owner).name, staging.finished(key, owner)
        return take_form(request, by, ReceivedFile(name=name, path=path))
    return ""


def drop_form(request: PageRequest, opened: VerifiedLink, key: int) -> None:
    """Forget the signed form that was kept for a picture."""
    staging, owner, name = staging_of(request), owner_of(opened), fields_of(key)(HELD)
    for held in request.form.many(name):
        with suppress(NotFoundError):
            staging.drop(held, owner)
    without(request, lambda field: field == name)


def without(request: PageRequest, is_gone: Callable[[str], bool]) -> None:
    """Take fields out of the form of a request."""
    fields = [(name, text) for name, text in request.form.fields if not is_gone(name)]
    request.form = replace(request.form, fields=fields)
