"""`portal.home.supervisor` in the moments that `manage.py serve` meets too seldom to wait for."""

import os
import signal

from portal.home.supervisor import Part, Supervisor


def test_a_part_that_died_just_before_the_stop():
    """The word to stop is heard before that of the death: the dead one is swept, the living one still stopped."""
    living, dead = (Part(name, ["sleep", "60"]) for name in ("living", "dead"))
    living.start()
    dead.start()
    processes = [living.process, dead.process]
    os.kill(dead.process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, dead.process.pid, os.WEXITED | os.WNOWAIT)

    Supervisor([[living], [dead]], print).stop()

    assert (living.process, dead.process) == (None, None)
    assert [process.returncode for process in processes] == [-signal.SIGTERM, -signal.SIGKILL]
