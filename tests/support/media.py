"""Pictures and videos for the tests of the media panel, whole and broken in every way we know."""

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

FPS, RATE = 10, 44100


def picture(file: Path, colour: str = "red", size: tuple[int, int] = (800, 450)) -> Path:
    Image.new("RGB", size, colour).save(file)
    return file


def sideways(file: Path) -> Path:
    """A telephone's picture: lies on its side, and says so. Upright it is 200 wide and 400 high, red at its top."""
    lying = Image.new("RGB", (400, 200), "blue")
    lying.paste("red", (0, 0, 100, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90 degrees, clockwise
    lying.save(file, exif=exif, quality=95)
    return file


def film(file: Path, *, seconds: float = 2.0, size: tuple[int, int] = (320, 180), codec: str = "") -> Path:
    """A silent video whose grey grows from frame to frame."""
    from ffpyplayer.pic import Image as Plane
    from ffpyplayer.writer import MediaWriter

    width, height = size
    codec = codec or ("mpeg4" if file.suffix == ".avi" else "libx264")
    stream = {
        "pix_fmt_in": "rgb24", "width_in": width, "height_in": height, "codec": codec,
        "frame_rate": (FPS, 1), "pix_fmt_out": "yuv420p",
    }  # fmt: skip
    writer = MediaWriter(str(file), [stream], lib_opts={"preset": "ultrafast"} if codec == "libx264" else {})
    frames = round(seconds * FPS)
    for number in range(frames):
        grey = bytearray([40 + 200 * number // frames]) * (width * height * 3)
        frame = Plane(plane_buffers=[grey], pix_fmt="rgb24", size=size)
        writer.write_frame(img=frame, pts=number / FPS, stream=0)
    writer.close()
    return file


def sounding_film(file: Path, *, seconds: float = 3.0, hertz: float = 440.0) -> Path:
    """An AVI with a tone, written by hand: MJPEG and PCM, a tenth of a second of each in turn."""
    size = (160, 90)
    chunks = bytearray()
    for number in range(round(seconds * FPS)):
        jpeg = io.BytesIO()
        Image.new("RGB", size, (number * 7 % 256, 90, 200)).save(jpeg, "JPEG")
        at = np.arange(number * RATE // FPS, (number + 1) * RATE // FPS)
        pcm = np.round(12000 * np.sin(2 * np.pi * hertz * at / RATE)).astype("<i2").tobytes()
        chunks += _chunk(b"00dc", jpeg.getvalue()) + _chunk(b"01wb", pcm)
    file.write_bytes(
        _list(b"RIFF", b"AVI ", _header(size, round(seconds * FPS)) + _list(b"LIST", b"movi", bytes(chunks)))
    )
    return file


def _header(size: tuple[int, int], frames: int) -> bytes:
    width, height = size
    main = struct.pack("<14I", 1_000_000 // FPS, 0, 0, 0, frames, 0, 2, 0, width, height, 0, 0, 0, 0)
    # Type, codec, flags, priority, language, initial frames, scale, rate, start, length, buffer, quality, sample size.
    video = struct.pack("<4s4sIHH8I4H", b"vids", b"MJPG", 0, 0, 0, 0, 1, FPS, 0, frames, 0, 0, 0, 0, 0, width, height)
    shape = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", width * height * 3, 0, 0, 0, 0)
    samples = RATE * frames // FPS
    audio = struct.pack("<4s4sIHH8I4H", b"auds", bytes(4), 0, 0, 0, 0, 2, 2 * RATE, 0, samples, 0, 0, 2, 0, 0, 0, 0)
    pcm = bytes.fromhex("0100000000001000800000aa00389b71")
    # The extensible form says where the one channel stands: FFmpeg's filters mix none that they cannot place.
    wave = struct.pack("<HHIIHHHHI", 0xFFFE, 1, RATE, 2 * RATE, 2, 16, 22, 16, 4) + pcm
    streams = (_chunk(b"strh", video) + _chunk(b"strf", shape), _chunk(b"strh", audio) + _chunk(b"strf", wave))
    return _list(b"LIST", b"hdrl", _chunk(b"avih", main) + b"".join(_list(b"LIST", b"strl", one) for one in streams))


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _list(kind: bytes, name: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content) + 4) + name + content


# --- Broken ones -------------------------------------------------------------------------------------------


def truncated_film(file: Path) -> None:
    """Copied off a stick that was pulled out: the index at its end is missing."""
    whole = film(file).read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


def damaged_film(file: Path) -> None:
    """Its index is whole, its pictures are noise."""
    whole = bytearray(film(file).read_bytes())
    begin, end = whole.find(b"mdat") + 4, whole.rfind(b"moov") - 4
    whole[begin:end] = os.urandom(end - begin)
    file.write_bytes(whole)


def bomb(file: Path) -> None:
    """A PNG of a few kilobytes that says it is 40,000 pixels square."""
    side = 40_000
    rows = zlib.compress(bytes((side * 3 + 1) * 100), 9)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(map(_png_chunk, parts)))


def _png_chunk(part: tuple[bytes, bytes]) -> bytes:
    name, content = part
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def truncated_picture(file: Path) -> None:
    noise = Image.effect_noise((600, 400), 80)
    noise.save(file, "JPEG")
    file.write_bytes(file.read_bytes()[:9000])


def addresses(file: Path) -> None:
    """A "video" that is a list of what to fetch elsewhere."""
    file.write_text("#EXTM3U\n#EXTINF:3,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _text(file: Path) -> None:
    file.write_text("Ini bukan video.")


BROKEN: dict[str, Callable[[Path], object]] = {
    "terpotong.mp4": truncated_film,
    "teks.mp4": _text,
    "kosong.mp4": _empty,
    "alamat.mp4": addresses,
    "kosong.png": _empty,
    "bom.png": bomb,
    "teks.jpg": _text,
    "terpotong.jpg": truncated_picture,
    "pipa.mp4": os.mkfifo,
    "folder.mp4": Path.mkdir,
}
"""By name, how each is made; none of them can be shown."""
