"""Fingers, keys and a plug without sense, with the guide on: it lives, tells nobody's words to another, and goes.

``GUIDE_SEED=7 GUIDE_STEPS=20000`` plays one seed, for so long.
"""

import os
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.guide import Hearing
from kiosk.guided import Guided
from kiosk.reader import Reader
from kiosk.visit import Page
from terminal.settings import Pad
from tests.support.kiosk_guided import Card, GuidedKiosk
from tests.support.kiosk_guided_monkey import GuidedMonkey

STEPS = int(os.environ.get("GUIDE_STEPS", "900"))
SEEDS = [int(seed)] if (seed := os.environ.get("GUIDE_SEED")) else [1, random.SystemRandom().randrange(10**6)]
A_VISIT = 60
"""So many steps, and nobody is there any more."""


async def played(seed: int, steps: int, pad: Pad = "numeric") -> GuidedMonkey:
    """A telephone's pad comes with headphones by USB."""
    kiosk = GuidedKiosk(pad=pad, card=Card() if pad == "telephone" else None)
    await kiosk.ready()
    monkey = GuidedMonkey(kiosk, random.Random(seed))
    try:
        for number in range(1, steps + 1):
            await monkey.acts()
            if number % A_VISIT == 0:
                await monkey.goes_away()
    except BaseException:
        print("\n".join(monkey.done[-A_VISIT:]))
        raise
    finally:
        await kiosk.end()
    return monkey


@pytest.mark.parametrize(("seed", "pad"), list(zip(SEEDS, ("numeric", "telephone"), strict=False)))
async def test_senseless_keys_do_no_harm(seed: int, pad: Pad) -> None:
    print(f"GUIDE_SEED={seed} GUIDE_STEPS={STEPS}")
    monkey = await played(seed, STEPS, pad)
    assert monkey.guided > STEPS / 4, "hardly ever guided"
    if seed == 1 and STEPS >= 900:
        assert monkey.pages >= {Page.START, Page.SERVICES, Page.REQUIREMENTS, Page.PRIORITY, Page.PICKUP, Page.TICKET}


def reads_on(patch: pytest.MonkeyPatch) -> None:
    """The next page after the last one, instead of in its place."""
    patch.setattr(Reader, "tell", Reader.add)


def stays_awake(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Guided, "_is_over", lambda *_: False)


def tells_all(patch: pytest.MonkeyPatch) -> None:
    """As if there were always headphones."""
    hearing: Callable[[Guided], Hearing] = Guided._hearing
    patch.setattr(Guided, "_hearing", lambda self: replace(hearing(self), private=True))


@pytest.mark.parametrize(("fault", "found"), [
    (reads_on, "of another page"), (stays_awake, "the guide"), (tells_all, "for all to hear"),
])  # fmt: skip
async def test_a_guide_that_does_harm_is_found(
    fault: Callable[[pytest.MonkeyPatch], None], found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The controls."""
    fault(monkeypatch)
    with pytest.raises(AssertionError, match=found):
        await played(1, 40 * A_VISIT)
