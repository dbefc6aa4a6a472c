"""What comes of an act on a post, as commands say it before or after."""

from typing import TYPE_CHECKING

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import label, moment
from vorlauf.cli.output import feasible, name_of, part_label, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vorlauf.directory.model import Directory
    from vorlauf.editing.consequences import Consequences
    from vorlauf.scheduling.caused_mails import CausedMail


def lines(found: "Consequences", directory: "Directory") -> "Iterator[str]":
    """Yield a line for each consequence; the first says what changes."""
    number = found.before.number
    if not found.changed:
        yield _("%(number)s: nothing differs, so nothing is changed.", number=number)
        return
    yield _(
        "%(number)s: %(what)s; version %(version)s, in %(state)s.",
        number=number,
        what=", ".join(part_label(part) for part in found.changed),
        version=found.after.version,
        state=label("state", found.state),
    )
    yield from (f"  {line}" for line in _of_steps(found, directory))
    if found.feasibility:
        yield feasible(found.feasibility, directory)
    if found.falls and found.why_no_correction:
        why = said(found.why_no_correction)
        yield _("No editorial correction: %(why)s", why=why)
    elif found.falls:
        yield _("As an editorial correction it would void nothing.")


def _of_steps(found: "Consequences", directory: "Directory") -> "Iterator[str]":
    zone = directory.campaign.zone
    for step in found.opens:
        yield _(
            "asked: %(what)s of %(name)s (%(house)s) until %(when)s",
            what=label("step", step.kind),
            name=name_of(found.readers[step.id], directory),
            house=step.house,
            when=moment(step.due_at, zone),
        )
    for ended in found.ends:
        what = label("step", ended.kind)
        yield _("no more asked: %(what)s of %(house)s", what=what, house=ended.house)
    for one in found.moves:
        yield _(
            "due %(after)s instead of %(before)s: %(what)s of %(house)s",
            after=moment(one.after, zone),
            before=moment(one.step.due_at, zone),
            what=label("step", one.step.kind),
            house=one.step.house,
        )
    yield from mail_lines(found.mails, directory)
    for yes in found.falls:
        what = label("step", yes.kind)
        yield _("counts no more: %(what)s of %(house)s", what=what, house=yes.house)
    for yes in found.returns:
        what = label("step", yes.kind)
        yield _("counts again: %(what)s of %(house)s", what=what, house=yes.house)


def mail_lines(
    mails: "Iterable[CausedMail]", directory: "Directory"
) -> "Iterator[str]":
    """Yield a line for each mail that goes because of an act."""
    for mail in mails:
        yield _(
            "mail: %(what)s to %(name)s (%(house)s), from %(when)s",
            what=label("mail", mail.purpose),
            name=name_of(mail.to, directory),
            house=mail.house,
            when=moment(mail.at, directory.campaign.zone),
        )


def plain(found: "Consequences") -> dict[str, object]:
    """Return the consequences as JSON has them."""
    return {
        "number": found.before.number,
        "version": found.after.version,
        "state": found.state,
        "changed": found.changed,
        "falls": found.falls,
        "holds": found.holds,
        "returns": found.returns,
        "opens": found.opens,
        "ends": found.ends,
        "moves": found.moves,
        "mails": found.mails,
        "feasibility": found.feasibility,
        "why_no_correction": found.why_no_correction and said(found.why_no_correction),
    }
