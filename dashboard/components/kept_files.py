"""Kept files as answers: their bytes are compared with their SHA-256 before."""

import logging
from typing import Final
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from dashboard.components.file_intake import cabinet_of
from dashboard.web.request import PageRequest
from vorlauf.errors import AlteredFileError
from vorlauf.material.files.whole_files import whole_file

_LOG: Final = logging.getLogger("vorlauf.dashboard")


def kept_file(
    request: PageRequest,
    sha256: str,
    media_type: str,
    *,
    name: str = "",
    is_shown: bool = False,
) -> Response:
    """Return a kept file, which is kept under a name unless it is shown.

    Raises `NotFoundError` if it is not here, `AlteredFileError` if its bytes were
    changed, which the log says, too.
    """
    try:
        file = whole_file(cabinet_of(request), sha256)
    except AlteredFileError as error:
        _LOG.error("%s", error)
        raise
    headers = {"Content-Length": str(file.size)}
    if name:
        how = "inline" if is_shown else "attachment"
        called = f"filename*=UTF-8''{quote(name, safe='')}"
        headers["Content-Disposition"] = f"{how}; {called}"
    return StreamingResponse(file.pieces, media_type=media_type, headers=headers)
