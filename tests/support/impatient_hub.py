"""A hub that misses a terminal as soon as it is gone, for tests that cannot wait for a minute."""

import server.app.terminals
from server.__main__ import main

if __name__ == "__main__":
    server.app.terminals.GONE_SECONDS = 0.0
    main()
