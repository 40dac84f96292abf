"""A hub that misses a terminal as soon as it is gone, for tests that cannot wait for a minute.

Gone is who has closed the connection; a busy client that answers no ping is waited for, as in ``patient_hub``.
"""

import server.app.terminals
from server.__main__ import main
from tests.support.patient_hub import be_patient

if __name__ == "__main__":
    be_patient()
    server.app.terminals.GONE_SECONDS = 0.0
    main()
