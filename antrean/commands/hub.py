"""``antrean hub``: the same program as ``python -m server``."""

from pathlib import Path

import click

from antrean.speech import command, option
from server.__main__ import main


@command(help="hub")
@option("--config", type=click.Path(path_type=Path, dir_okay=False), help="option.hub_config")
def hub(config: Path | None) -> None:
    arguments = [] if config is None else ["--config", str(config)]
    main.main(arguments, prog_name="antrean hub", standalone_mode=False)
