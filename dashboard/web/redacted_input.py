"""Redacted input: what is sent to a page or to the API, without secrets of ours.

Every field, every name of a file and every parameter of an address passes here before a
page sees it, so no page has to think of it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from dashboard.web.form import Form
from vorlauf.db.issued_secrets import Concerned
from vorlauf.links import tokens
from vorlauf.links.redaction import Redaction, numbers_in
from vorlauf.wiring import Wiring

# What is typed to prove something, and kept nowhere.
PROOFS: Final = frozenset({"code", "password", "old_password", "new_password"})

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def redaction_of(
    wiring: Wiring, path: Mapping[str, str], texts: Iterable[str], person: str = ""
) -> Redaction:
    """Return what strikes secrets from what somebody has sent.

    `person` is the key of whoever is signed in. The codes that count are theirs, those
    of the link in the path, and those of every post that is named.
    """
    return wiring.redaction(
        Concerned(
            numbers=numbers_in([path.get("number", ""), *texts]),
            people=frozenset([person] if person else []),
            digests=frozenset([tokens.digest(path.get("token", ""))]),
        )
    )


def redacted_form(form: Form, redaction: Redaction) -> Form:
    """Return a form without secrets; what is typed to prove something stays."""
    kept = [("" if name in PROOFS else text) for name, text in form.fields]
    names = [file.name for _, file in form.files]
    cleaned = iter(redaction.clean_all([*kept, *names]))
    fields = [
        (name, text if name in PROOFS else clean)
        for (name, text), clean in zip(form.fields, cleaned, strict=False)
    ]
    files = [(field, replace(one, name=next(cleaned))) for field, one in form.files]
    return replace(form, fields=fields, files=files)


def redacted_json(body: bytes, redaction: Redaction) -> bytes:
    """Return JSON without secrets; what is no JSON, or has none, as it came."""
    try:
        sent: Json = json.loads(body)
        texts = list(dict.fromkeys(_texts(sent)))
    except (ValueError, RecursionError):
        return body
    clean = dict(zip(texts, redaction.clean_all(texts), strict=True))
    is_clean = all(text == cleaned for text, cleaned in clean.items())
    return body if is_clean else json.dumps(_with(sent, clean)).encode()


def _texts(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            for name, one in value.items():
                yield name
                yield from _texts(one)


def _with(value: Json, clean: Mapping[str, str]) -> Json:
    match value:
        case str():
            return clean[value]
        case list():
            return [_with(one, clean) for one in value]
        case dict():
            return {clean[name]: _with(one, clean) for name, one in value.items()}
        case _:
            return value
