"""The folder of the demonstration, empty at every start."""

import fcntl
import os
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from vorlauf import home_lock
from vorlauf.errors import BadInputError
from vorlauf.setting_meanings import DASHBOARD_PORT, STANDARD_PORT
from vorlauf.settings import Settings
from vorlauf.supervisor import free_port, is_free

FOLDER: Final = Path("var", "demo")
SWEEP_SECONDS: Final = 15

# Says that what lies here is ours to throw away, and holds the lock.
_MARK: Final = ".demonstration"


@contextmanager
def fresh(folder: Path) -> Iterator[Path]:
    """Empty the folder and keep others out; nothing but our own is thrown away.

    Raises `BadInputError` if it holds something else or another demonstration runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / _MARK
    leftovers = [entry for entry in folder.iterdir() if entry != mark]
    if leftovers and not mark.exists():
        raise BadInputError(
            f"{folder} holds something that no demonstration has left; move it away."
        )
    with mark.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadInputError(
                f"A demonstration is running in {folder} already; end it first."
            ) from error
        with home_lock.held(folder):
            for entry in leftovers:
                if entry.name != home_lock.LOCK:
                    _throw_away(entry)
            yield folder.absolute()


def settings_in(
    folder: Path, mail_url: str, clock_offset: int, dashboard_port: int
) -> Settings:
    """Return settings under which everything stays in the folder, mail included."""
    return Settings(
        home=folder,
        stakeholders=folder / "stakeholders.toml",
        database_url=f"sqlite:///{folder / 'vorlauf.db'}",
        mail_url=mail_url,
        sweep_seconds=SWEEP_SECONDS,
        dashboard_port=dashboard_port,
        # Who tries it reads the mails on this machine, and follows their links here.
        public_url=f"http://127.0.0.1:{dashboard_port}",
        clock_offset=clock_offset,
    )


def port(environ: Mapping[str, str] = os.environ) -> int:
    """Return the dashboard's port: as the environment says, the usual, or a free one.

    Nothing else of the environment reaches the demonstration. Raises `SettingsError`.
    """
    named = environ.get(DASHBOARD_PORT)
    if named:
        return Settings.from_environment({DASHBOARD_PORT: named}).dashboard_port
    return STANDARD_PORT if is_free(STANDARD_PORT) else free_port()


def write_environment(settings: Settings) -> Path:
    """Write what another terminal reads to take part in the demonstration."""
    file = settings.home / "environment"
    lines = (
        f"export {name}={shlex.quote(value)}\n"
        for name, value in settings.as_environment().items()
    )
    file.write_text("".join(lines), encoding="utf-8")
    return file


def _throw_away(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
