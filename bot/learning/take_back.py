"""`python -m bot.learning.take_back`: the model that served before serves again, as quickly as the running server loads it."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import Engine

from bot.learning import serving
from bot.learning.progress import say
from office import database
from office.learning import model_files, promotions
from office.settings import Settings, settings


def take_back(engine: Engine, live: Path, values: Settings, *, by: str, to: str | None = None) -> str:
    """Returns the checksum of the model that serves now. model_files.NoEarlierModel, model_files.WrongModel: it cannot be done."""
    model = model_files.put_back(live, to)
    with database.writing(engine) as connection:
        promotions.record_promotion(
            connection, model=model, file=live.name, kind="taken_back", by=by, card=model_files.read_card(live)
        )
    said = serving.wait_until_served(values["RASA_URL"], model, workers=int(values["RASA_WORKERS"]))
    say(f"Model {model[:12]} is back ({said}).")
    return model


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.learning.take_back", description=__doc__)
    parser.add_argument("--by", default=f"{getpass.getuser()} (command line)", help="who decided so")
    parser.add_argument("--to", metavar="SHA256", help="a certain model of models/previous/ instead of the last one")
    options = parser.parse_args(arguments)
    values = settings()
    live = values.learning_root / "models" / "assistant.tar.gz"
    try:
        if values["MODEL_SHA256"]:
            raise model_files.WrongModel("MODEL_SHA256 says which model serves. Change it there.")
        take_back(database.engine(), live, values, by=options.by[:64], to=options.to)
    except (model_files.NoEarlierModel, model_files.WrongModel, serving.NotLoaded, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
