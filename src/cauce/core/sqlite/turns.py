"""A lock that serves those who wait in the order in which they came. No framework."""

import threading
from collections import deque


class Turns:
    """First come, first served, among the threads of one process.

    `threading.Lock` lets the thread that has just left come in again before those who wait: under a steady load some
    of them starve.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def acquire(self, patience: float) -> bool:
        """Wait for one's turn at most `patience` seconds; whether it came."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(patience):
            return True
        with self._mutex:
            if mine.is_set():  # it came in the very last moment
                return True
            self._waiting.remove(mine)
            return False

    def release(self) -> None:
        """Let the next one in. Call it once for each turn that came."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
