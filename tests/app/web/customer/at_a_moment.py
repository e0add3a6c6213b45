"""The web process with its clock set to another moment: `python at_a_moment.py SECONDS_AHEAD`."""

from __future__ import annotations

import sys
import time

from bot.web.__main__ import main

real, ahead = time.time, float(sys.argv[1])
time.time = lambda: real() + ahead

if __name__ == "__main__":
    main()
