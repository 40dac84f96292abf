"""A real video file for the benchmarks: a bar that runs over a grey ground, so that every frame is another."""

from pathlib import Path

from ffpyplayer.pic import Image
from ffpyplayer.writer import MediaWriter

BAR = 40


def write(file: Path, *, size: tuple[int, int] = (1280, 720), frames_per_second: int = 25, seconds: int = 12) -> Path:
    """An mp4 (MPEG-4 part 2: the codec that every FFmpeg can write); the file."""
    width, height = size
    stream = {
        "pix_fmt_in": "rgb24",
        "pix_fmt_out": "yuv420p",
        "width_in": width,
        "height_in": height,
        "codec": "mpeg4",
        "frame_rate": (frames_per_second, 1),
    }
    writer = MediaWriter(str(file), [stream])
    for n in range(frames_per_second * seconds):
        left = n * 8 % (width - BAR)
        row = b"\x60" * (3 * left) + b"\xf0" * (3 * BAR) + b"\x60" * (3 * (width - BAR - left))
        writer.write_frame(Image(plane_buffers=[row * height], pix_fmt="rgb24", size=size), n / frames_per_second, 0)
    writer.close()
    return file
