"""The model's SHA-256, written beside it when it is trained and compared before it is used.

`python deploy/model_checksum.py record models/assistant.tar.gz` after training; `... verify ...` exits 1 when the file is
another one. A model holds weights for our own components; a foreign one could bring any code, so none is taken on trust.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from office.learning.model_files import WrongModel, beside, checksum, record, verify
from office.settings import settings

__all__ = ["WrongModel", "beside", "checksum", "record", "verify"]


def main(arguments: list[str]) -> int:
    """`record FILE` or `verify FILE`."""
    if len(arguments) != 2 or arguments[0] not in ("record", "verify"):
        sys.stderr.write("Usage: model_checksum.py record|verify MODEL\n")
        return 2
    model = Path(arguments[1])
    try:
        if arguments[0] == "record":
            record(model)
        else:
            verify(model, settings()["MODEL_SHA256"])
    except (WrongModel, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
