"""The raw facts still make the sample networks that are committed."""

import filecmp
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.data
def test_the_same_facts_give_the_same_files(data_folder: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "tools.build_seeds", "--data", data_folder, "--target", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for network in ("stendal", "sachsen-anhalt-2008-2014"):
        names = sorted(path.name for path in (ROOT / "seeds" / network).iterdir())
        _same, different, missing = filecmp.cmpfiles(ROOT / "seeds" / network, tmp_path / network, names, shallow=False)
        assert different + missing == []
