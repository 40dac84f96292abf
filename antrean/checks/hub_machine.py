"""The machine on which the hub runs, or will."""

import asyncio
import shutil
import socket
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from cryptography import x509

from antrean.channel import reached
from antrean.checks.finding import Check, Finding, bad, care, good
from antrean.speech import Trouble, language
from assets.texts import text
from protocol.strict import ConfigProblem, report
from server.config import HubSettings, load_office, load_settings
from server.storage.keys import load_or_make

OLDEST_PYTHON, FIRST_PYTHON_UNTRIED = (3, 11), (3, 14)
OLDEST_SQLITE = (3, 35, 0)  # RETURNING, with which numbers are drawn
LITTLE_SPACE, NO_SPACE = 1_000_000_000, 50_000_000
CERTIFICATE_NOTICE = timedelta(days=60)
BEFORE_ANTREAN = datetime(2026, 11, 1, tzinfo=UTC)


def checks(config: Path | None) -> Iterator[Check]:
    """In the order in which one thing needs the other."""
    yield python
    yield sqlite
    yield clock
    try:
        settings = load_settings(config)
    except ConfigProblem as mistake:
        yield partial(wrong_settings, mistake)
        return
    yield partial(good, "settings", data=settings.data_dir)
    for check in (data_folder, disk, key_file, certificate, catalogue, hub):
        yield partial(check, settings)


def python() -> Finding:
    version = sys.version_info[:3]
    shown = ".".join(map(str, version))
    fits = OLDEST_PYTHON <= version < FIRST_PYTHON_UNTRIED
    return good("python", version=shown) if fits else bad("python_unfit", version=shown)


def sqlite() -> Finding:
    shown = sqlite3.sqlite_version
    return (
        good("sqlite", version=shown)
        if sqlite3.sqlite_version_info >= OLDEST_SQLITE
        else bad("sqlite_old", version=shown, oldest=".".join(map(str, OLDEST_SQLITE)))
    )


def clock() -> Finding:
    """A small PC without a battery wakes up in the past, and prints it on tickets."""
    now = datetime.now().astimezone()
    shown = now.strftime("%Y-%m-%d %H:%M %Z")
    return good("clock", now=shown) if now > BEFORE_ANTREAN else bad("clock_behind", now=shown)


def wrong_settings(mistake: ConfigProblem) -> Finding:
    return bad("settings_wrong", report=report(mistake, partial(text, language(), "config")))


def data_folder(settings: HubSettings) -> Finding:
    folder = _standing(settings.data_dir)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        return bad("data_unwritable", folder=settings.data_dir, detail=problem.strerror)
    return good("data", folder=settings.data_dir)


def disk(settings: HubSettings) -> Finding:
    free = shutil.disk_usage(_standing(settings.data_dir)).free
    shown = f"{free / 1e9:.1f} GB"
    if free < NO_SPACE:
        return bad("disk_full", free=shown, folder=settings.data_dir)
    return care("disk_low", free=shown, folder=settings.data_dir) if free < LITTLE_SPACE else good("disk", free=shown)


def key_file(settings: HubSettings) -> Finding:
    file = settings.data_dir / "office.key"
    try:
        if not file.exists():
            books = (settings.data_dir / "antrean.db").exists()
            return bad("key_lost", file=file) if books else good("key_new")
        load_or_make(file)
        others = stat.S_IMODE(file.stat().st_mode) & 0o077
    except (OSError, ValueError) as problem:
        return bad("key_damaged", file=file, detail=str(problem))
    return care("key_open", file=file) if others else good("key")


def certificate(settings: HubSettings) -> Finding:
    file = settings.data_dir / "hub.crt"
    try:
        if not settings.tls:
            return care("tls_off")
        if not file.exists():
            return good("certificate_new")
        until = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as problem:
        return bad("certificate_damaged", file=file, detail=str(problem))
    shown = until.date().isoformat()
    ends_soon = until - datetime.now(UTC) < CERTIFICATE_NOTICE
    return care("certificate_ends", until=shown, file=file) if ends_soon else good("certificate", until=shown)


def catalogue(settings: HubSettings) -> Finding:
    try:
        office = load_office(settings.catalogue, settings.demo)
    except ConfigProblem as mistake:
        return bad("catalogue_wrong", report=report(mistake, partial(text, language(), "config")))
    if office.assumed:
        return care("catalogue_assumed", office=office.short_name, count=len(office.assumed), file=settings.catalogue)
    return good("catalogue", office=office.short_name)


def hub(settings: HubSettings) -> Finding:
    """Running and answering; or else able to start, as far as its port goes."""
    try:
        url = asyncio.run(_answering(settings.data_dir))
    except Trouble as trouble:
        return bad("hub_not_yours", detail=trouble.values.get("detail", ""), folder=settings.data_dir)
    if url:
        return good("hub", url=url)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as problem:
            return bad("port_taken", host=settings.host, port=settings.port, detail=problem.strerror)
    return care("hub_resting", port=settings.port)


async def _answering(folder: Path) -> str:
    async with AsyncExitStack() as stack:
        running = await reached(stack, folder)
        return running.hub.url if running else ""


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there already."""
    return next(place for place in (folder.resolve(), *folder.resolve().parents) if place.is_dir())
