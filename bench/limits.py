"""The machine's own limits and what a process takes of it, measured beside our figures."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def fdatasync_per_second(folder: Path, seconds: float) -> float:
    """4 KiB written over and made durable, one after the other: no durable answer can come faster alone."""
    file = folder / "limit.bin"
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    block = os.urandom(4096)
    try:
        os.pwrite(handle, block * 256, 0)
        os.fsync(handle)
        count, start = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - start) < seconds:
            os.pwrite(handle, block, (count % 256) * 4096)
            os.fdatasync(handle)
            count += 1
        return count / elapsed
    finally:
        os.close(handle)
        file.unlink()


def resident_mib(pid: int) -> float:
    """Memory that this process holds now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def cpu_seconds(pid: int, *, waited_for: bool = False) -> float:
    """Processor time that this process has used so far; ``waited_for``: and its children that have ended."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11 : 15 if waited_for else 13])) / _TICKS


def with_children(pid: int) -> float:
    """Processor seconds of this process, its children that live, and those that it has waited for."""
    living = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return cpu_seconds(pid, waited_for=True) + sum(cpu_seconds(int(child)) for child in living)
