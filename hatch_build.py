"""Puts the sample networks into the wheel; a checkout reads them from seeds/ itself."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SeedsHook(BuildHookInterface):
    """A plain ``force-include`` would also copy them at an editable install, to go stale there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Include seeds/ as graphdir/seeds, but only in a wheel that will be shipped."""
        if version == "standard" and Path(self.root, "seeds").is_dir():
            build_data["force_include"]["seeds"] = "graphdir/seeds"
