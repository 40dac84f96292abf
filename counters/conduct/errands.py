"""What this terminal asks of the hub, one thing at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from protocol.messages import AnyAnswer, AnyCommand

Ask = Callable[[AnyCommand], Awaitable[AnyAnswer]]
SLOW_AFTER_S = 0.3


class Errands:
    """Carries one command at a time to the hub: a second press while one is under way asks for nothing.

    ``asking`` names what is under way, "" when nothing is; ``slow`` becomes true when it takes long enough to
    be shown. ``changed`` is called whenever one of them changes.
    """

    def __init__(self, ask: Ask, changed: Callable[[], None], slow_after_s: float = SLOW_AFTER_S) -> None:
        self.asking = ""
        self.slow = False
        self._ask = ask
        self._changed = changed
        self._slow_after_s = slow_after_s

    async def run(self, name: str, command: AnyCommand) -> AnyAnswer | None:
        """The hub's answer; None where another errand was under way. Raises what the link raises."""
        if self.asking:
            return None
        self.asking = name
        self._changed()
        timer = asyncio.get_running_loop().call_later(self._slow_after_s, self._say_slow)
        try:
            return await self._ask(command)
        finally:
            timer.cancel()
            self.asking, self.slow = "", False
            self._changed()

    def _say_slow(self) -> None:
        self.slow = True
        self._changed()
