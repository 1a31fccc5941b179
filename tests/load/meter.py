"""The meter: CPU time and memory of another process, read from outside so that reading costs it nothing."""

import os
import sys
import time
from pathlib import Path
from typing import Final

CPUCLOCK_SCHED: Final = 2  # a process's CPU clock in nanoseconds: see clock_getcpuclockid(3)


class Meter:
    """Reads one process."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        if sys.platform == 'linux':
            self._clock = ~pid << 3 | CPUCLOCK_SCHED
            self._statm = Path(f'/proc/{pid}/statm')
        else:
            import psutil  # type: ignore[import-untyped]  # in tests/requirements.txt

            self._process = psutil.Process(pid)

    @property
    def cpu(self) -> float:
        """Seconds of CPU time that it has used, all threads."""
        if sys.platform == 'linux':
            return time.clock_gettime(self._clock)
        times = self._process.cpu_times()
        return float(times.user + times.system)

    @property
    def files(self) -> int:
        """Files and sockets that it has open."""
        if sys.platform == 'linux':
            return sum(1 for _ in self._statm.with_name('fd').iterdir())
        return int(self._process.num_handles() if sys.platform == 'win32' else self._process.num_fds())

    @property
    def memory(self) -> int:
        """Bytes of it that are resident."""
        if sys.platform == 'linux':
            return int(self._statm.read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE')
        return int(self._process.memory_info().rss)
