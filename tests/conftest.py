"""Fixtures for every test. Nothing of Kivy is imported before a test asks for a window."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from tests.support import windows

# How long an example takes is the machine's affair, not the rule's: speed is judged in bench/. And a run that fails
# says that what was changed is wrong, not that chance has found what was wrong all along: it looks when it is sent to.
settings.register_profile("antrean", deadline=None, derandomize=not os.environ.get("ANTREAN_THOROUGH"))
settings.load_profile("antrean")


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A virtual screen for this process, and Kivy's environment settled."""
    windows.open_screen(Path(tmp_path_factory.mktemp("kivy")))
    yield
    windows.close_screen()


@pytest_asyncio.fixture
async def run_app(screen: None) -> AsyncIterator[windows.Start]:
    """``driver = await run_app(app)``: a TerminalApp in a real window, on the test's own loop."""
    from terminal.look.theme import theme

    theme.use(palette="light", larger=False)
    theatre = windows.Theatre()
    yield theatre.start
    await theatre.close()
