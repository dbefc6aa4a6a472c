"""Comparison: the changes since an earlier version, side by side."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from difflib import SequenceMatcher

from notifications.letters import common, formatting
from notifications.letters.blocks import Block, Items, Quote
from notifications.letters.labels import LABELS, PARTS
from notifications.letters.values import ChangeValues
from states.text_form import tidy

LEFT_OUT = "[…]"  # stands for paragraphs that did not change


def compared(changed: Sequence[ChangeValues], lang: str) -> tuple[Block, ...]:
    """List what changed in one line each, then the texts as before and now.

    Of a text only the paragraphs (lines) that differ are shown; where several channels
    changed alike, once for all of them.
    """
    texts = [change for change in changed if _has_both_texts(change)]
    entries = tuple(_entry(change, lang) for change in changed if change not in texts)
    alike: dict[tuple[str, str], list[ChangeValues]] = {}
    for change in texts:
        alike.setdefault((change.before, change.after), []).append(change)
    shown = [block for some in alike.values() for block in _sides(some, lang)]
    listed = (Items("", entries),) if entries else ()
    return (*listed, *shown)


def _has_both_texts(change: ChangeValues) -> bool:
    return change.part.startswith("text:") and bool(_differing(change))


def _entry(change: ChangeValues, lang: str) -> str:
    part = _part([change.part], lang)
    before, after = (
        _value(change, side, lang) for side in (change.before, change.after)
    )
    if change.part.startswith("text:"):
        is_said = bool(change.before or change.after)
        return LABELS[lang]["only_spacing"].format(part=part) if is_said else part
    return f"{part}: {before} → {after}" if before != after else part


def _part(parts: Sequence[str], lang: str) -> str:
    what = parts[0].partition(":")[0]
    if what == "text":
        of = [part.partition(":")[2] for part in parts]
        return LABELS[lang]["text_for"].format(channel=common.channels(of, lang))
    return PARTS[lang][what]


def _value(change: ChangeValues, side: str, lang: str) -> str:
    said = formatting.one_line(side)
    if change.part == "channels" and said:
        return common.channels(said.split(","), lang)
    if change.part == "slot":
        with suppress(ValueError):
            said = formatting.short_day(date.fromisoformat(said), lang)
    return said or LABELS[lang]["nothing"]


def _sides(alike: Sequence[ChangeValues], lang: str) -> Iterator[Quote]:
    before, after = _differing(alike[0]) or ("", "")
    part, labels = _part([change.part for change in alike], lang), LABELS[lang]
    if before:
        key = "before" if after else "only_before"
        yield Quote(labels[key].format(part=part), before)
    if after:
        key = "after" if before else "only_after"
        yield Quote(labels[key].format(part=part), after)


def _differing(change: ChangeValues) -> tuple[str, str] | None:
    """Return the paragraphs of both sides that differ, or None if only blanks do."""
    before, after = _paragraphs(change.before), _paragraphs(change.after)
    if before == after:
        return None
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    hunks = [code for code in codes if code[0] != "equal"]
    old = [before[start:end] for _, start, end, _, _ in hunks]
    new = [after[start:end] for _, _, _, start, end in hunks]
    return _joined(old), _joined(new)


def _paragraphs(text: str) -> list[str]:
    lines = (line.strip() for line in tidy(formatting.many_lines(text)).split("\n"))
    return [line for line in lines if line]


def _joined(hunks: Sequence[Sequence[str]]) -> str:
    shown = ["\n".join(hunk) for hunk in hunks if hunk]
    return f"\n{LEFT_OUT}\n".join(shown)
