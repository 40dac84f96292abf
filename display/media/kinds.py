"""Which files are pictures and which are videos, by their names. Imports nothing: the decoder starts with it."""

PIXEL_BYTES = 4
"""Red, green, blue and nothing: what a texture takes without converting it."""


class Unshowable(Exception):
    """Why this file can't be shown, in a few words for the log."""


PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
OTHERS = (".heic", ".heif", ".bmp", ".tif", ".tiff", ".svg", ".pdf", ".ppt", ".pptx", ".odp", ".wmv", ".mpg", ".3gp")
"""What staff may hope to see and does not appear: they are told so, instead of waiting for it."""

VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi")


def is_video(name: str) -> bool:
    return name.lower().endswith(VIDEOS)


def is_hoped_for(name: str) -> bool:
    """Whether somebody who put this file there expects to see it."""
    return is_media(name) or (name.lower().endswith(OTHERS) and not name.startswith("."))


def is_media(name: str) -> bool:
    """Whether a file of this name is a picture or video that is shown; hidden files are not."""
    return name.lower().endswith((*PICTURES, *VIDEOS)) and not name.startswith(".")
