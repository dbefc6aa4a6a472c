"""Form reading: what a request has sent, its files on the disk until it is answered."""

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request

from dashboard.web.form import Form, UploadedFile


@dataclass(frozen=True)
class FormLimits:
    """How many fields, and how many files, a form may have."""

    fields: int
    files: int


# As many fields as a bulk move has posts, and some more; one person chooses so many
# pictures at a time.
OF_A_FORM: Final = FormLimits(fields=1_000, files=20)
# A dozen fields beside each picture that has come; and one for a signed form, which
# counts as a file when it is empty, too.
OF_MATERIAL: Final = FormLimits(fields=2_000, files=180)
RAW: Final = "application/octet-stream"


async def form_of(http: Request, until_answered: ExitStack, most: FormLimits) -> Form:
    """Return what a request has sent; its files are gone when it is answered."""
    if http.method != "POST":
        return Form()
    if http.headers.get("content-type") == RAW:
        return Form(body=await http.body())
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, UploadedFile]] = []
    limits = http.form(max_files=most.files, max_fields=most.fields)
    async with limits as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                folder = Path(until_answered.enter_context(TemporaryDirectory()))
                upload = await run_in_threadpool(_upload, value, folder / "file")
                files.append((_whole(name), upload))
            else:
                fields.append((_whole(name), _whole(value)))
    return Form(fields, files)


def _whole(text: str) -> str:
    """Return a text without half characters, its lines ended as ours are.

    Some character sets that a form may name have them; nothing can carry them.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\r\n", "\n")


def _upload(file: UploadFile, path: Path) -> UploadedFile:
    """Write a file to the disk; it is gone when the answer is given."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as copy:
        while chunk := file.file.read(1 << 20):
            digest.update(chunk)
            size += copy.write(chunk)
    return UploadedFile(
        name=_whole(file.filename or ""),
        size=size,
        sha256=digest.hexdigest(),
        path=path,
    )
