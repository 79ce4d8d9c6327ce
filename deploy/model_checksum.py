"""The model's SHA-256, written beside it when it is trained and compared before it is used.

`python deploy/model_checksum.py record models/assistant.tar.gz` after training; `... verify ...` exits 1 when the file is
another one. A model holds weights for our own components; a foreign one could bring any code, so none is taken on trust.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from office.settings import settings


class WrongModel(ValueError):
    """The file is not the model that was trained; the message says what to do."""


def checksum(model: Path) -> str:
    """SHA-256 of the file, in hexadecimal. OSError: it cannot be read."""
    digest = hashlib.sha256()
    with model.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def beside(model: Path) -> Path:
    """Where the checksum stands, in the format of `sha256sum`."""
    return model.with_name(model.name + ".sha256")


def record(model: Path) -> str:
    """Write the checksum beside the model, and return it."""
    found = checksum(model)
    beside(model).write_text(f"{found}  {model.name}\n", "ascii")
    return found


def verify(model: Path, expected: str = "") -> str:
    """The checksum, compared with `expected` (MODEL_SHA256) or else with the file beside the model.

    WrongModel: they differ, or there is nothing to compare with. OSError: the model cannot be read.
    """
    found = checksum(model)
    if not expected:
        try:
            expected = beside(model).read_text("ascii").split()[0]
        except (OSError, IndexError, UnicodeDecodeError) as error:
            raise WrongModel(
                f"The checksum of {model} is not known ({beside(model).name} is missing or empty). "
                "Train the model here (`make train`), or set MODEL_SHA256 to the checksum that its maker gave you."
            ) from error
    if found != expected.lower():
        raise WrongModel(
            f"{model} has the checksum {found[:12]}..., not {expected[:12]}... as it should: it was changed, or copied "
            "only in part. Copy it again or train anew (`make train`)."
        )
    return found


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
