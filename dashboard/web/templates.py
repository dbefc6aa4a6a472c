"""Templates: rendering with all their functions, in one language."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from dashboard.i18n.language import Words
from states.post import STATES
from states.post_fields import FIELDS

FOLDER: Final = Path(__file__).parents[1]
STATIC: Final = FOLDER / "static"


class _CompiledTemplates(BytecodeCache):
    """What templates were compiled to, for the environments of all languages."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED: Final = _CompiledTemplates()


@cache
def templates(words: Words) -> "Templates":
    """Return the templates in the language of these words.

    They are compiled once a process, whatever the language.
    """
    return Templates(words)


class Templates:
    """The templates in the language of these words."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._environment = _environment(words)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Return the page. What it names and is not given is a fault of ours."""
        return self._environment.get_template(name).render(values)


def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
        # Else the words of one language could be compiled in.
        optimized=False,
    )
    # The extension adds the method, so no type of Jinja's knows it.
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True
    )
    environment.filters.update(
        day=words.day,
        long_day=words.long_day,
        moment=words.moment,
        hour=words.hour,
        short_day=words.short_day,
        month=words.month,
        iso=words.iso,
        told=words.told,
    )
    environment.globals.update(
        words=words,
        state_label=words.state_label,
        duty_label=words.duty_label,
        purpose_label=words.purpose_label,
        trigger_label=words.trigger_label,
        role_label=words.role_label,
        outcome_label=words.outcome_label,
        event_label=words.event_label,
        capacity_label=words.capacity_label,
        signed=words.signed,
        decided_by=words.decided_by,
        way_label=words.way_label,
        notice_state_label=words.notice_state_label,
        publication_state_label=words.publication_state_label,
        publishing_way_label=words.publishing_way_label,
        channel_label=words.channel_label,
        post_fields=FIELDS,
        field_label=words.field_label,
        field_hint=words.field_hint,
        slack_words=words.slack_words,
        working_days=words.working_days,
        states=STATES,
        url=url,
        static=static,
    )
    return environment


def url(path: str, /, **query: object) -> str:
    """Return an address with its query; what is None or empty is left out."""
    pairs = [
        (name.rstrip("_"), value)
        for name, given in query.items()
        for value in (given if isinstance(given, list | tuple) else [given])
        if value not in {None, ""}
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


@cache
def static(name: str) -> str:
    """Return the address of a file of ours; it changes with what the file holds."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
