"""Brings a database to today's tables, one numbered migration after the other."""

from pathlib import Path

import peewee
from playhouse import migrations

FOLDER = Path(__file__).parent / "migrations"


class IncompleteInstallation(Exception):
    """The program came without the files that make its tables."""


def migrate(database: peewee.Database, folder: Path = FOLDER) -> list[str]:
    """Applies what is missing, each migration in a transaction of its own; returns their names.

    Raises IncompleteInstallation before anything is written.
    """
    if not any(folder.glob("[0-9]*.py")):
        raise IncompleteInstallation(f"no migrations in {folder}")
    applied: list[str] = migrations.Runner(database, str(folder)).up()
    return applied
