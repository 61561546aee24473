"""Starts processes as an operator does and waits until they say where they listen."""

import os
import re
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
NODE = REPOSITORY / "node_modules" / ".bin" / "node"
LISTENING = r"listening on (http://\S+)"
START_S = 60
# Longer than the 30 s that calls in flight may take to finish.
STOP_S = 35


@dataclass
class Running:
    """A process that is ready. `url` is its origin, without a slash at the end."""

    url: str
    process: subprocess.Popen

    def stop(self) -> int:
        """SIGTERM, and SIGKILL if it will not end. Returns the exit code."""
        self.process.terminate()
        try:
            return self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def start(command: list[str], env: dict[str, str], ready: str = LISTENING) -> Running:
    """Runs `command` in a bare environment plus `env`; returns when a line of its output matches `ready` with its address."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env={**bare, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    address: list[str] = []
    printed: list[str] = []
    answered = threading.Event()

    def read() -> None:
        # Reads to the end, so that a talkative process never waits for us.
        for line in process.stdout:
            if not address:
                printed.append(line)
                if found := re.search(ready, line):
                    address.append(found[1].rstrip("/"))
                    answered.set()
        answered.set()

    threading.Thread(target=read, daemon=True).start()
    if not answered.wait(START_S) or not address:
        process.send_signal(signal.SIGKILL)
        raise RuntimeError(f"{' '.join(map(str, command))} did not come up:\n{''.join(printed)}")
    return Running(address[0], process)
