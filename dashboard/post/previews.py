"""Previews: what an act makes of a post, shown before; nothing of it stays."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from dashboard.components.channel_previews import ChannelPreview, host_of, previews
from dashboard.post.fields import typed_channels, typed_texts, typed_values
from dashboard.post.versions import VersionChange, change
from dashboard.web.request import PageRequest
from states.fingerprint import canonical
from states.post_fields import FIELDS, OF_POST
from states.text_form import tidy
from vorlauf.db.call import Call
from vorlauf.db.engine import trying
from vorlauf.editing.consequences import Consequences, consequences
from vorlauf.posts.channels import channels_of

_PREVIEWED: Final = "previewed"
# The button that shows the preview again, whatever was shown before.
_AGAIN: Final = "look"
_TYPED: Final = (*FIELDS, "day", "hour", "seen")


@dataclass(frozen=True, kw_only=True)
class ShownPreview:
    """What a page shows of the consequences of an act.

    `change` is how the content differs, `channels` how it looks then on each channel;
    `fields` are name, before and after of what stands beside the content.
    """

    found: Consequences
    change: VersionChange
    channels: tuple[ChannelPreview, ...]
    host: str
    fields: tuple[tuple[str, str, str], ...]


def preview(
    request: PageRequest, number: str, act: Callable[[Call], object]
) -> ShownPreview:
    """Make an act in a transaction that is rolled back; raises what it raises."""
    with trying(request.wiring.engine) as connection:
        call = request.call(connection)
        found = consequences(call, number, request.person.key, lambda: act(call))
    before, after = found.before, found.after
    return ShownPreview(
        found=found,
        change=change(request.words, before.content, after.content),
        channels=previews(
            after.content, channels_of(after, request.directory), request.directory
        ),
        host=host_of(after.content.link),
        fields=tuple(
            (name, before.fields[name], after.fields[name])
            for name in OF_POST
            if before.fields[name] != after.fields[name]
        ),
    )


def is_previewed(request: PageRequest) -> bool:
    """Say whether exactly what is typed now was shown before, on the same post."""
    was_shown = request.form.line(_PREVIEWED) == typed_digest(request)
    return was_shown and not request.form.has(_AGAIN)


def typed_digest(request: PageRequest) -> str:
    """Return a digest of what was typed into the form of an edit, and on what post.

    Blanks that are not kept make no difference.
    """
    values = {**typed_values(request, _TYPED), **typed_texts(request)}
    typed = {name: tidy(said) for name, said in values.items()}
    return sha256(canonical([typed, typed_channels(request)])).hexdigest()
