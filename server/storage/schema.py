"""Brings a database to today's tables, one numbered migration after the other."""

from pathlib import Path

import peewee
from playhouse import migrations

FOLDER = Path(__file__).parent / "migrations"


def migrate(database: peewee.Database) -> list[str]:
    """Applies what is missing, each migration in a transaction of its own; returns their names."""
    applied: list[str] = migrations.Runner(database, str(FOLDER)).up()
    return applied
