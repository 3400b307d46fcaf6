"""Turn the raw facts into the networks of ``seeds/``.

    python -m tools.build_seeds --data FOLDER

FOLDER holds the raw lists, which are not part of the project. The same facts give the same files.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from graphdir.tables import data_package
from tools.seeding import readme, sachsen_anhalt, stendal
from tools.seeding.tables import BrokenNetworkError, check, write

_SEEDS: Final = Path(__file__).parent.parent / "seeds"


def main() -> int:
    """Build both networks; nothing is written unless both are sound."""
    parser = argparse.ArgumentParser(description="Turn the raw facts into seeds/.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the raw lists")
    parser.add_argument("--target", type=Path, default=_SEEDS, help="where the networks go")
    arguments = parser.parse_args()
    data, target = arguments.data, arguments.target
    try:
        county = stendal.build(data)
        state = sachsen_anhalt.build(data, county)
        check(county)
        check(state)
    except (BrokenNetworkError, FileNotFoundError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, title, network in (
        ("stendal", "Kooperationsnetz im Landkreis Stendal", county),
        ("sachsen-anhalt-2008-2014", "ESF-Projekte an Schulen in Sachsen-Anhalt 2008-2014", state),
    ):
        write(network, target / name)
        paths = {table: f"{table}.csv" for table in network.tables()}
        package = json.dumps(data_package(name, title, paths), ensure_ascii=False, indent=2)
        (target / name / "datapackage.json").write_text(package + "\n", "utf-8")
        text = readme.of(name, network)
        (target / name / "README.md").write_text(text, "utf-8")
        counts = ", ".join(f"{len(rows)} {table}" for table, rows in network.tables().items())
        sys.stdout.write(f"{name}: {counts}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
