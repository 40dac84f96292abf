"""The machine on which a kiosk, a display or a counter terminal runs, or will."""

import asyncio
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import assets
from antrean.checks.finding import Check, Finding, bad, care, good
from antrean.commands.terminals import NEEDS
from antrean.desktop import has_graphics_card, has_opengl, screen_size
from antrean.speech import language
from assets.texts import text
from display.layout import DESIGN, layout_for
from display.legibility import shortfalls
from display.media.folder import look
from protocol.strict import ConfigProblem, report
from terminal import settings
from terminal.link import HubSettings, LinkProblem, Pace
from terminal.link import identity as identities
from terminal.link.address import parse
from terminal.link.socket import opened
from terminal.screen import plugs, trouble_of
from terminal.settings import Program, TerminalSettings

if TYPE_CHECKING:  # a display is installed without python-escpos
    from terminal.printing import PrinterConfig

FONTS = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "InterDisplay-Bold.ttf", "InterDisplay-Numbers.ttf")
PRINTS = ("kiosk",)


def checks(program: Program, config: Path | None) -> Iterator[Check]:
    """In the order in which one thing needs the other."""
    yield partial(libraries, program)
    yield fonts
    yield screen
    yield opengl
    try:
        found = settings.read(program, config)
    except ConfigProblem as mistake:
        yield partial(bad, "terminal_settings_wrong", report=report(mistake, partial(text, language(), "config")))
        return
    if program == "display":
        yield partial(layout, found)
        if found.media.folder is not None:
            yield partial(films, found.media.folder)
    yield partial(state_folder, found.hub.state_dir)
    yield partial(hub, found.hub)
    if find_spec("numpy") is not None:
        from antrean.checks import voice_machine

        yield from voice_machine.checks(program, found.voice)
    if program in PRINTS or found.printer is not None:
        yield from printers(found)


def libraries(program: Program) -> Finding:
    missing = [library for library in NEEDS[program] if find_spec(library) is None]
    return bad("libraries_missing", room=program, missing=", ".join(missing)) if missing else good("libraries")


def fonts() -> Finding:
    missing = [name for name in FONTS if not assets.path("fonts", name).is_file()]
    return bad("fonts_missing", missing=", ".join(missing)) if missing else good("fonts")


def screen() -> Finding:
    """Whether there is one, and whether anything is seen on it."""
    size = screen_size()
    if size is None:
        return bad("screen_missing")
    dark = trouble_of(plugs())
    return care(str(dark)) if dark is not None else good("screen", width=size[0], height=size[1])


def opengl() -> Finding:
    return good("opengl") if has_opengl() else bad("opengl_missing")


def layout(found: TerminalSettings) -> Finding:
    """Whether the board's parts can be read from as far as the settings say."""
    board, (width, height) = found.board, found.window.size or screen_size() or DESIGN["landscape"]
    try:
        chosen = layout_for(board.layout, board.counters)
    except ConfigProblem as mistake:
        return bad("terminal_settings_wrong", report=report(mistake, partial(text, language(), "config")))
    name = Path(board.layout).stem
    window, slides = (width, height), found.media.slides
    short = shortfalls(chosen, board.viewing_m, board.screen_inches, window, slides=slides)
    if not short:
        return good("layout", name=name)
    parts = ", ".join(one.part for one in short)
    return care("layout_reach", name=name, metres=short[0].metres, viewing=f"{board.viewing_m:g}", parts=parts)


def films(folder: Path) -> Finding:
    """Whether videos are drawn by a graphics card, so that they cost the calls nothing and are as fast as they are."""
    found = look(folder)
    if found.fault:
        return bad("media_unreadable", folder=folder, detail=found.fault)
    if has_graphics_card() or not any(file.is_video for file in found.files):
        return good("media", folder=folder)
    return care("films_slow")


def state_folder(folder: Path) -> Finding:
    standing = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.is_dir())
    try:
        with tempfile.TemporaryFile(dir=standing):
            return good("state", folder=folder)
    except OSError as problem:
        return bad("state_unwritable", folder=folder, detail=problem.strerror)


def hub(bond: HubSettings) -> Finding:
    try:
        known = identities.load(bond.state_dir)
    except LinkProblem:
        return bad("identity_unreadable", folder=bond.state_dir)
    if known is None:
        return care("unpaired")
    url = bond.url or known.url
    try:
        asyncio.run(_reach(url, bond.fingerprint or known.fingerprint))
    except LinkProblem as problem:
        return bad("hub_other" if problem.code == "wrong_certificate" else "hub_unreached", url=url)
    return good("hub_reached", url=url)


async def _reach(url: str, pin: str) -> None:
    async with opened(parse(url), pin, Pace()):
        pass


def printers(found: TerminalSettings) -> Iterator[Check]:
    """The first one, and the second where there is one: a spare that does not print is no spare."""
    if found.printer is None:
        yield partial(care, "printer_none")
    elif find_spec("escpos") is None:
        yield partial(bad, "libraries_missing", room="kiosk", missing="escpos")
    else:
        yield partial(printer, found.printer)
        if found.spare_printer is not None:
            yield partial(printer, found.spare_printer)


def printer(config: "PrinterConfig") -> Finding:
    """How it is by its own word. One that says nothing may be well, and nobody will know of its tickets."""
    from terminal.printing import open_printer

    device = open_printer(config)
    try:
        status = asyncio.run(device.status())
    finally:
        device.close()
    name = config.name or config.kind
    if status.problem is not None:
        return bad("printer_trouble", name=name, advice=status.problem().for_staff(language()))
    if status.mute:
        return care("printer_mute", name=name)
    return care("printer_low", name=name) if status.paper_low else good("printer", name=name)
