"""How PINs are kept: at full strength wherever a hub isn't told otherwise, which only the tests' own office is."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from protocol import messages as m
from server.app.hub import Chance, Place, open_hub
from server.app.pins import Pins
from server.app.work import ADMIN
from server.registers import Renderer
from server.storage.store import Store
from tests.support.office import PIN, HandClock, open_office, shipped_office

STRONG = "$argon2id$v=19$m=19456,t=2,p=1$"


async def test_a_pin_fits_its_own_hash_only() -> None:
    pins = Pins()
    kept = await pins.hash(PIN)
    assert kept.startswith(STRONG)
    assert await pins.fits(PIN, kept)
    assert not await pins.fits("407194", kept)
    assert not await pins.fits(PIN, "no hash")


async def test_a_hub_keeps_pins_at_full_strength(tmp_path: Path) -> None:
    store = Store(tmp_path, asyncio.get_running_loop())
    place = Place(public_url="https://antrean.test", fingerprint="ab" * 32, admin_token="token")
    hub = await open_hub(store, shipped_office(), place, Chance(now=HandClock()), Renderer())
    await hub.execute(ADMIN, m.AddStaff(request_id="1", login="ani", name="Ani", roles=("operator",), pin=PIN))
    await store.close()
    assert [kept.startswith(STRONG) for kept in _kept(tmp_path)] == [True]


async def test_the_light_hash_of_the_tests_would_be_found(tmp_path: Path) -> None:
    office = await open_office(tmp_path)
    await office.hire("ani", "operator")
    await office.close()
    assert [kept.startswith(STRONG) for kept in _kept(tmp_path)] == [False]


def _kept(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "antrean.db")) as books:
        return [row[0] for row in books.execute("SELECT pin_hash FROM staff WHERE pin_hash <> ''")]
