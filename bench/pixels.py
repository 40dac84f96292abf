"""What stands on an X screen, read from outside the program that drew it."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint32]

_ALL_PLANES = ctypes.c_ulong(-1).value
_Z_PIXMAP = 2


class _Image(ctypes.Structure):
    """The head of Xlib's XImage."""

    _fields_ = (
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("xoffset", ctypes.c_int),
        ("format", ctypes.c_int),
        ("data", ctypes.c_void_p),
        ("byte_order", ctypes.c_int),
        ("bitmap_unit", ctypes.c_int),
        ("bitmap_bit_order", ctypes.c_int),
        ("bitmap_pad", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("bytes_per_line", ctypes.c_int),
        ("bits_per_pixel", ctypes.c_int),
    )


class Screen:
    """The pixels of a 24-bit screen, as the X server holds them; one question takes a fraction of a millisecond."""

    def __init__(self, name: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XGetImage.restype = ctypes.POINTER(_Image)
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(name.encode()))
        if not self._display:
            raise OSError(f"no X server answers at {name}")
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def read(self, left: int, top: int, width: int, height: int) -> Pixels:
        """Rows from the top; one number for each pixel."""
        image = self._x.XGetImage(
            self._display, self._root, left, top, width, height, ctypes.c_ulong(_ALL_PLANES), _Z_PIXMAP
        )
        head = image.contents
        assert head.bits_per_pixel == 32
        raw = ctypes.string_at(head.data, head.bytes_per_line * height)
        self._x.XDestroyImage(image)
        return np.frombuffer(raw, np.uint32).reshape(height, -1)[:, :width]

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)


@contextmanager
def looking(name: str) -> Iterator[Screen]:
    """A screen, looked at while inside."""
    screen = Screen(name)
    try:
        yield screen
    finally:
        screen.close()
