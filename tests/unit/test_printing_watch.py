"""The eye on the printer: changes are told once, and trouble is looked at more often."""

import asyncio
from collections.abc import Callable

import pytest

from terminal.printing import PaperOut, Silent, Status, Unreachable, Watch, report_of

WELL, OUT, MUTE = Status(), Status(problem=PaperOut), Status(mute=True)
GONE = Status(problem=Unreachable)


class Played:
    """A printer that is as the script says, one word a look, the last one for ever."""

    def __init__(self, *script: Status) -> None:
        self.script = list(script)
        self.looks = 0

    async def status(self) -> Status:
        self.looks += 1
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 – what is waited for has no event
            await asyncio.sleep(0)


async def test_only_changes_are_told() -> None:
    printer, told = Played(WELL, WELL, OUT, OUT, WELL), list[Status]()
    watch = asyncio.create_task(Watch(printer, told.append, well_s=0.001, trouble_s=0.001).run())
    await until(lambda: printer.looks > 6)
    watch.cancel()
    assert told == [WELL, OUT, WELL]


async def told_of(*script: Status) -> list[Status]:
    printer, told = Played(*script), list[Status]()
    watch = asyncio.create_task(Watch(printer, told.append, well_s=0.001, trouble_s=0.001).run())
    await until(lambda: printer.looks > len(script) + 1)
    watch.cancel()
    return told


@pytest.mark.parametrize("gone", [GONE, Status(problem=Silent), Status(spare=True, first_problem=Unreachable)])
async def test_a_printer_that_is_at_another_machines_paper_for_a_moment_is_not_called_gone(gone: Status) -> None:
    assert await told_of(WELL, gone, WELL, gone, WELL) == [WELL]
    assert await told_of(WELL, gone, gone, WELL) == [WELL, gone, WELL]
    assert await told_of(WELL, gone, OUT, gone, WELL) == [WELL, OUT, WELL]


async def test_a_printer_that_is_not_there_at_first_is_told_at_once() -> None:
    assert await told_of(GONE, WELL) == [GONE, WELL]


@pytest.mark.parametrize("status", [WELL, OUT, MUTE])
async def test_a_print_is_followed_by_a_look(status: Status) -> None:
    printer = Played(status)
    watch = Watch(printer, lambda status: None, well_s=3600, trouble_s=3600, mute_s=3600)
    running = asyncio.create_task(watch.run())
    await until(lambda: printer.looks == 1)
    await asyncio.sleep(0)
    watch.look_now()
    await until(lambda: printer.looks == 2)
    running.cancel()


@pytest.mark.parametrize(("status", "often"), [(OUT, True), (Status(spare=True), True), (WELL, False), (MUTE, False)])
async def test_trouble_is_looked_at_more_often(status: Status, often: bool) -> None:
    printer = Played(status)
    running = asyncio.create_task(Watch(printer, lambda _: None, well_s=3600, trouble_s=0.001, mute_s=3600).run())
    if often:
        await until(lambda: printer.looks > 3)
    else:
        for _ in range(50):
            await asyncio.sleep(0.001)
        assert printer.looks == 1
    running.cancel()


def test_the_hub_hears_it_in_its_own_words() -> None:
    report = report_of(Status(paper_low=True, problem=PaperOut, tickets_left=7))
    assert (report.problem, report.paper_low, report.tickets_left) == ("paper_out", True, 7)
    report = report_of(Status(spare=True, first_problem=PaperOut))
    assert (report.problem, report.spare) == ("", True)
