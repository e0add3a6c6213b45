"""The engine for crash tests: what takes long is done once, and every start is a fork.

Run by the engine environment's Python in place of `bot.engine.serve`. SIGUSR1 kills the serving child with -9 and
starts another; a child that ends by itself ends the parent too, so that the supervisor sees it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from bot.engine import serve  # noqa: E402

LISTENED = (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


def main() -> None:
    for name, value in serve.QUIET.items():
        os.environ.setdefault(name, value)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, LISTENED)
    _prepare_what_takes_long()
    child = _fork(before)
    while True:
        heard = signal.sigwait(LISTENED)
        if heard == signal.SIGUSR1:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            child = _fork(before)
        elif heard == signal.SIGCHLD:
            gone, status = os.waitpid(child, os.WNOHANG)
            if gone:
                sys.exit(f"the engine ended by itself with {os.WEXITSTATUS(status)} (status {status})")
        else:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
            os._exit(0)


def _prepare_what_takes_long() -> None:
    """Imports, weights, the fitted index and triage. No thread may run and no connection may be open when we fork."""
    import rasa.core.agent
    import rasa.core.processor
    import rasa.core.run
    import rasa.core.utils
    import rasa.server
    import rasa.telemetry  # noqa: F401

    import bot.engine.dispatcher
    import bot.engine.tracker_store  # noqa: F401
    from bot.engine import house

    house.triage_model()
    house.live_index()
    house.store().close()


def _fork(mask: set[signal.Signals]) -> int:
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        serve.main()
        code = 0
    except SystemExit as end:
        print(end, file=sys.stderr, flush=True)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
