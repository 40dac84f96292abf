"""The hub's client, without a window: every terminal has one, and a headless client is nothing else.

Who sends and fetches files takes ``terminal.link.files``: it brings a client of HTTP, a third of a second of a start.

link = Link(HubSettings(url=..., state_dir=...), DeviceKind.DISPLAY, on_change=draw, on_events=announce)
task = link.start()
answer = await link.ask(CallNext(request_id=new_request_id()))
"""

from terminal.link.identity import Identity
from terminal.link.link import HubSettings, Link
from terminal.link.mirror import Mirror
from terminal.link.pace import Clock, Pace
from terminal.link.requests import new_request_id
from terminal.link.status import LinkProblem, LinkState, LinkStatus, NotLive

__all__ = [
    "Clock",
    "HubSettings",
    "Identity",
    "Link",
    "LinkProblem",
    "LinkState",
    "LinkStatus",
    "Mirror",
    "NotLive",
    "Pace",
    "new_request_id",
]
