"""Whether windows can be opened here, and how large the screen is. Asks the X server itself: no tool is needed."""

import ctypes
import os
from ctypes import c_char_p, c_int, c_void_p
from ctypes.util import find_library
from pathlib import Path

UNKNOWN_SIZE = (1366, 768)
"""What is assumed of a screen that does not say its size (Wayland): the smallest that offices still have."""


def screen_size() -> tuple[int, int] | None:
    """Width and height in pixels; None where there is no screen to open a window on."""
    if size := _x_size(os.environ.get("DISPLAY", "")):
        return size
    return UNKNOWN_SIZE if os.environ.get("WAYLAND_DISPLAY") else None


def has_opengl() -> bool:
    """Whether the library that draws windows can be loaded."""
    try:
        return any(ctypes.CDLL(name) for name in (find_library("GL"), find_library("GLESv2")) if name)
    except OSError:
        return False


def has_graphics_card() -> bool:
    """Whether the kernel has one that draws for programs; without it the processor draws."""
    return any(Path("/dev/dri").glob("renderD*"))


def _x_size(display: str) -> tuple[int, int] | None:
    name = find_library("X11")
    if not display or name is None:
        return None
    x11 = ctypes.CDLL(name)
    x11.XOpenDisplay.restype, x11.XOpenDisplay.argtypes = c_void_p, [c_char_p]
    for call, words in (("XDefaultScreen", []), ("XDisplayWidth", [c_int]), ("XDisplayHeight", [c_int])):
        getattr(x11, call).restype, getattr(x11, call).argtypes = c_int, [c_void_p, *words]
    x11.XCloseDisplay.argtypes = [c_void_p]
    opened = x11.XOpenDisplay(display.encode())
    if not opened:
        return None
    try:
        screen = x11.XDefaultScreen(opened)
        return x11.XDisplayWidth(opened, screen), x11.XDisplayHeight(opened, screen)
    finally:
        x11.XCloseDisplay(opened)
