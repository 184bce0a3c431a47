"""Starts processes, restarts what dies, stops all of them. Knows nothing of what they do. Linux only.

Every part leads a process group of its own: a signal to the terminal's group (Ctrl-C) reaches the supervisor alone,
which then stops the parts in order, and what a dead part leaves behind can be swept up by its group.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # <linux/prctl.h>
FIRST_WAIT, LONGEST_WAIT, STEADY_AFTER = 1.0, 30.0, 60.0  # seconds
libc = ctypes.CDLL(None, use_errno=True)


class StartFailed(Exception):
    """A part ended, or was not ready in time, before everything was up for the first time."""


@dataclass
class Part:
    """One process: how it is started, and how long it may take to stop (seconds)."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    pass_fds: Sequence[int] = ()
    grace: float = 5.0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    wait: float = FIRST_WAIT

    def start(self) -> None:
        supervisor = os.getpid()

        def in_child() -> None:
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != supervisor:  # it died before the line above
                os._exit(1)

        self.process = subprocess.Popen(  # noqa: S603 (our own commands, no shell)
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
            process_group=0,
            preexec_fn=in_child,  # noqa: PLW1509 (the supervisor has one thread)
        )
        self.started_at = time.monotonic()

    def ended(self) -> bool:
        """Whether it has ended by itself. The first answer of True also sweeps up what it left."""
        if self.process is None:
            return False
        # WNOWAIT keeps the process id taken until the group is swept: no stranger can get that number meanwhile.
        if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return False
        self.kill()
        return True

    def terminate(self) -> None:
        if self.process is not None:  # not by Popen.terminate: that would reap a dead one before it is swept
            os.kill(self.process.pid, signal.SIGTERM)

    def kill(self) -> None:
        """Ends the whole group at once, and waits for each process of it."""
        if self.process is None:
            return
        group, self.process = self.process, None
        os.killpg(group.pid, signal.SIGKILL)
        group.wait()
        try:
            while True:
                os.waitpid(-group.pid, 0)
        except ChildProcessError:
            pass

    def restart_later(self) -> float:
        """Plans the next start, and says after how many seconds: longer each time until it has lived a while."""
        now = time.monotonic()
        self.wait = FIRST_WAIT if now - self.started_at > STEADY_AFTER else self.wait
        wait, self.wait = self.wait, min(self.wait * 2, LONGEST_WAIT)
        self.restart_at = now + wait
        return wait


class Supervisor:
    """`stages` in starting order; they stop the other way round, the parts of one stage together."""

    def __init__(self, stages: Sequence[Sequence[Part]], say: Callable[[str], None]) -> None:
        self.stages = stages
        self.say = say

    @property
    def parts(self) -> list[Part]:
        return [part for stage in self.stages for part in stage]

    def run(self, *, ready: Callable[[], bool], when_ready: Callable[[], None], within: float) -> None:
        """Returns when it was told to stop and everything has stopped. StartFailed: everything was stopped again."""
        stop = {number for number in STOP_SIGNALS if signal.getsignal(number) != signal.SIG_IGN}
        watched = stop | {signal.SIGCHLD}
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
        signal.pthread_sigmask(signal.SIG_BLOCK, watched)
        try:
            deadline = time.monotonic() + within
            up = False
            for part in self.parts:
                part.start()
            while not told_to_stop(stop, watched, 1.0 if up else 0.1):
                self.look_after(up)
                if not up and ready():
                    up = True
                    when_ready()
                if not up and time.monotonic() > deadline:
                    raise StartFailed(f"Not ready within {within:.0f} seconds.")
        finally:
            self.stop()

    def look_after(self, up: bool) -> None:
        for part in self.parts:
            if part.ended():
                if not up:
                    raise StartFailed(f"{part.name} ended while starting; the lines above say why.")
                self.say(f"{part.name} ended unexpectedly; starting it again in {part.restart_later():.0f} s.")
            if part.process is None and time.monotonic() >= part.restart_at:
                part.start()

    def stop(self) -> None:
        """TERM, wait, KILL: stage by stage. Signals stay blocked: a second Ctrl-C does not leave a half behind."""
        for stage in reversed(self.stages):
            for part in stage:
                part.terminate()
            deadline = time.monotonic() + max(part.grace for part in stage)
            while any(part.process and not part.ended() for part in stage) and time.monotonic() < deadline:
                signal.sigtimedwait({signal.SIGCHLD}, 0.1)
            for part in stage:
                if part.process is not None:
                    self.say(f"{part.name} did not stop in {part.grace:.0f} s; ending it.")
                    part.kill()


def told_to_stop(stop: set[signal.Signals], watched: set[signal.Signals], seconds: float) -> bool:
    """Waits for a signal, at most so long. Whether it was one that says stop."""
    told = signal.sigtimedwait(watched, seconds)
    return told is not None and told.si_signo in stop
