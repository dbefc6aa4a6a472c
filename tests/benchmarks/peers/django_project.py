"""A Django project for the engines that need one, with nothing that it can spare."""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def set_up(file: Path, synchronous: str, apps: list[str], **more: object) -> None:
    """Configure Django on this database, in WAL, and create its tables."""
    pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
    base = ["django.contrib.auth", "django.contrib.contenttypes"]
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(file),
                "OPTIONS": {"init_command": pragmas, "transaction_mode": "IMMEDIATE"},
            }
        },
        INSTALLED_APPS=[*base, *apps],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        SECRET_KEY="of a measurement",
        USE_TZ=True,
        **more,
    )
    django.setup()
    call_command("migrate", verbosity=0)
