"""Records visits through the service, one after another, and prints each one's name once it is acknowledged; ended by a kill.

`python writer.py WORKSPACE SITE`
"""

import datetime as dt
import sys
import uuid
from pathlib import Path

from geomon.service import open_service
from geomon.settings import load_settings
from geomon.visits import FINDINGS, Edit

FINDING = next(iter(FINDINGS))


def main() -> None:
    service = open_service(load_settings(Path(sys.argv[1])))
    while True:
        name, now = str(uuid.uuid4()), dt.datetime.now(tz=dt.UTC)
        service.record_visit(Edit(name, str(uuid.uuid4()), sys.argv[2], now.date(), now, "tester", {"finding": FINDING, "note": name}))
        print(name, flush=True)


if __name__ == "__main__":
    main()
