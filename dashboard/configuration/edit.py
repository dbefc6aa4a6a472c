"""Edits of a table of stakeholders.toml: checked, shown with what follows, written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.responses import Response

from dashboard.components.form_errors import CONFLICT
from dashboard.configuration.forms import (
    KEY,
    ConfigForm,
    asked_unsaid,
    form_of,
    inherited,
)
from dashboard.configuration.labels import ConfigLabels
from dashboard.configuration.page import ADDRESS, FileNow, file_now
from dashboard.web.form import Form
from dashboard.web.request import PageRequest
from states.messages import Message, msg
from vorlauf.configuration import changes
from vorlauf.configuration.changes import ChangeDraft, FileEdit
from vorlauf.configuration.consequences import ChangeConsequences, consequences
from vorlauf.configuration.stakeholders_file import FileText
from vorlauf.db.engine import trying
from vorlauf.directory.differences import FieldChange, difference, tree_of
from vorlauf.directory.form_fields import FormField
from vorlauf.directory.loader import FileFault
from vorlauf.directory.toml_edit import Changes, Scalar
from vorlauf.errors import ConflictError, NotFoundError, VorlaufError
from vorlauf.plan.comparison import found_with
from vorlauf.scheduling.changed_rules import apply_rules

_UNUSABLE: Final = 422
# What the button says that writes.
WRITE: Final = "write"


@dataclass(frozen=True)
class Preview:
    """What would be written, and what follows from it."""

    draft: ChangeDraft
    consequences: ChangeConsequences
    newly: Sequence[Message]

    @property
    def changes(self) -> Sequence[FieldChange]:
        """The values that would differ."""
        return self.draft.changes


@dataclass
class _Shown:
    """A form as it is shown: with what was typed, its faults, and its preview.

    `meanwhile` is what somebody else has changed since it was opened.
    """

    typed: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    preview: Preview | None = None
    meanwhile: Sequence[FieldChange] = ()
    is_overtaken: bool = False
    removing: bool = False
    status: int = 200


def page(request: PageRequest) -> Response:
    """Show the form of a table; the address may propose values of its fields."""
    now = file_now(request)
    form = _form(request, now.found)
    values = form.values()
    proposed = {name: said for name, said in request.query.items() if name in values}
    return _show(request, now, form, _Shown(typed={**values, **proposed}))


def save(request: PageRequest) -> Response:
    """Show what would follow; write it if that was shown, and confirmed."""
    now, typed = file_now(request), request.form
    removing = typed.has("remove")
    shown = _Shown(typed=dict(typed.fields), removing=removing)
    if now.found.digest != typed.line("seen"):
        return _overtaken(request, now, shown)
    form = _form(request, now.found)
    try:
        wanted = _wanted(form, typed)
        draft = changes.draft(now.found, wanted)
        if draft.after == draft.before:
            shown.faults.append(("", request.say(msg("Nothing would be different."))))
        elif draft.faults:
            _point_out(request, form, draft, shown)
        elif _is_confirmed(typed, draft):
            return _write(request, now, wanted)
        else:
            shown.preview = _preview(request, draft)
    except ConflictError:
        return _overtaken(request, file_now(request), shown)
    except VorlaufError as error:
        shown.faults.append(("", request.say(error)))
    shown.status = _UNUSABLE if shown.faults else 200
    return _show(request, now, form, shown)


def set_channels(request: PageRequest) -> Response:
    """Write the addresses of a house's channels, which no page shows again."""
    now, form = file_now(request), request.form
    house = request.path["key"]
    path = ("houses", house, "notify")
    lines = map(str.strip, form.text("urls").split("\n"))
    typed: list[Scalar] = [line for line in lines if line]
    wanted: Changes = {path: typed or None}
    if now.found.digest != form.line("seen"):
        return _overtaken(request, now, _Shown(typed={}), ("houses", house))
    table = form_of("houses", house, now.tree)
    shown = _Shown(typed=table.values(), status=_UNUSABLE)
    try:
        draft = changes.draft(now.found, wanted)
        if not draft.faults:
            return _write(request, now, wanted)
        _point_out(request, table, draft, shown)
    except VorlaufError as error:
        shown.faults.append(("urls", request.say(error)))
    return _show(request, now, table, shown)


def _form(request: PageRequest, found: FileText) -> ConfigForm:
    table, key = request.path["table"], request.path.get("key", "")
    return form_of(table, key, tree_of(found.text))


def _is_confirmed(typed: Form, draft: ChangeDraft) -> bool:
    """Say whether somebody wants to write exactly what was shown to them."""
    is_shown = typed.line("shown") == draft.after.digest
    return is_shown and typed.line("act") == WRITE


def _wanted(form: ConfigForm, typed: Form) -> Changes:
    if typed.has("remove") and form.removes:
        return {form.removes: None}
    return form.changes(typed)


def _preview(request: PageRequest, draft: ChangeDraft) -> Preview:
    with trying(request.wiring.engine) as connection:
        call, after = request.call(connection), draft.directory()
        found = consequences(call, after)
        newly = found_with(call, after)
    return Preview(draft, found, newly)


def _write(request: PageRequest, now: FileNow, wanted: Changes) -> Response:
    edit = FileEdit(
        actor=request.person.key,
        seen=now.found.digest,
        changes=wanted,
        comment=request.form.line("comment"),
    )
    with request.writing() as connection:
        call = request.call(connection)
        # By what open steps were planned, should the timetable never have run.
        apply_rules(call)
        done = changes.save(call, now.file, edit)
    # The timetable does so too; until then pages would show dates that are over.
    request.directory = request.parts.directory()
    with request.writing() as connection:
        apply_rules(request.call(connection))
    said = request.words.ngettext(
        "Written to stakeholders.toml: %(n)s value.",
        "Written to stakeholders.toml: %(n)s values.",
        len(done),
    )
    return request.go(ADDRESS, said=said % {"n": len(done)})


def _point_out(
    request: PageRequest, form: ConfigForm, draft: ChangeDraft, shown: _Shown
) -> None:
    """Put each fault at the field that it is about, all others above the form."""
    labels = ConfigLabels(request.words, tree_of(draft.after.text))
    names = {one.name: one for one in form.fields}
    for fault in draft.faults:
        name = _field_of(fault, form, request.form)
        about = names.get(name)
        if about is not None:
            shown.errors[name] = labels.fault(fault)
        where = labels.whole(about.path) if about is not None else fault.where
        anchor = name if about is not None or name == KEY else ""
        shown.faults.append((anchor, f"{where}: {labels.fault(fault)}"))


def _field_of(fault: FileFault, form: ConfigForm, typed: Form) -> str:
    """Return the name of the field in which a fault is; the key of a new one is one."""
    if not form.new_in:
        return fault.where
    given = f"{form.new_in}.{typed.line(KEY)}"
    if fault.where == given:
        return KEY
    return fault.where.replace(f"{given}.", f"{form.new_in}.{KEY}.", 1)


def _overtaken(
    request: PageRequest,
    now: FileNow,
    shown: _Shown,
    where: tuple[str, str] | None = None,
) -> Response:
    """Show the form over the file as it is now, with what was typed and differs."""
    table, key = where or (request.path["table"], request.path.get("key", ""))
    try:
        form = form_of(table, key, now.tree)
    except NotFoundError:
        return request.go(
            ADDRESS,
            said=request.words.gettext(
                "Somebody has changed stakeholders.toml meanwhile; what you wanted to "
                "change is no longer there."
            ),
            tone="warning",
        )
    typed, current = dict(shown.typed), form.values()
    try:
        seen = now.file.kept(request.form.line("seen")).text
    except NotFoundError:
        seen = ""
    if seen and not form.new_in:
        before = form_of(table, key, tree_of(seen)).values()
        mine = {k: v for k, v in typed.items() if k in before and v != before[k]}
        typed = {**typed, **current, **mine}
        shown.meanwhile = difference(seen, now.found.text)
    shown.typed, shown.is_overtaken, shown.status = typed, True, CONFLICT
    return _show(request, now, form, shown)


def _show(
    request: PageRequest, now: FileNow, form: ConfigForm, shown: _Shown
) -> Response:
    after = shown.preview.draft.after.text if shown.preview else now.found.text
    labels = ConfigLabels(request.words, tree_of(after), now.tree)

    def options(one: FormField) -> list[tuple[str, str]]:
        return _options(one, now, labels)

    return request.page(
        "configuration_edit.html",
        status=shown.status,
        file=now,
        config=form,
        shown=shown,
        labels=labels,
        options=options,
        inherited=inherited,
        asked_unsaid=asked_unsaid,
    )


def _options(
    one: FormField, now: FileNow, labels: ConfigLabels
) -> list[tuple[str, str]]:
    if one.widget in {"houses", "people"}:
        found = now.tree.get(one.widget)
        keys = found if isinstance(found, dict) else {}
        return [(key, labels.table((one.widget, key))) for key in keys]
    return [(value, labels.choice(one.key, value)) for value in one.choices]


PAGES: Final = {
    "configuration.table": page,
    "configuration.save_table": save,
    "configuration.member": page,
    "configuration.save_member": save,
    "configuration.channels": set_channels,
}
