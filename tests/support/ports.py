"""A port that stays ours while nobody listens there: between a hub's two starts no other program gets it."""

import socket

_kept: list[socket.socket] = []


def kept_port() -> int:
    """A port of this machine, until this program ends. A server of ours may listen there, again and again."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # without it nobody could share it with us
    place.bind(("127.0.0.1", 0))
    _kept.append(place)
    return int(place.getsockname()[1])
