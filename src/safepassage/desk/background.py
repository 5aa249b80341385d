"""Processes that do tasks beside the server: begun with it, begun again if one dies, ended with it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

PAUSE_S = 2.0  # before a dead one is begun again, so that one that cannot start does not fill the processor
ENDS_WITHIN_S = 10.0  # what it was doing then is done by the next one
CALL = "from safepassage.desk.command import main; main(prog_name='safepassage-desk')"


@contextmanager
def beside(commands: Sequence[str]) -> Iterator[list["Supervised"]]:
    """A process for each command, as long as the block lasts. They end by themselves if this process is killed."""
    running = [Supervised(command) for command in commands]
    try:
        yield running
    finally:
        for each in running:
            each.end()


class Supervised:
    """A process of a command that takes `--under`, and the thread that begins another when it dies."""

    def __init__(self, command: str) -> None:
        self.command = command
        self._is_over = threading.Event()
        self.process = self._begun()
        self._watch = threading.Thread(target=self._keep, name="background", daemon=True)
        self._watch.start()

    def end(self) -> None:
        """Ask it to end, then make it."""
        self._is_over.set()
        self.process.terminate()
        try:
            self.process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._watch.join()

    def _keep(self) -> None:
        while True:
            self.process.wait()
            if self._is_over.wait(PAUSE_S):
                return
            self.process = self._begun()

    def _begun(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", CALL, self.command, "--under", str(os.getpid())]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # Ctrl-C is for the server
