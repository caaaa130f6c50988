"""What is done when okrsite is packed: its templates are compiled, so that no command needs to."""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTemplates(BuildHookInterface):  # type: ignore[type-arg]  # hatchling has no type for what there is none of here
    """Called by hatchling, as pyproject.toml says."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the templates' code to a wheel; one that only points to a checkout gets none."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from okrsite.packaged import compiled_folder
        from okrsite.precompiled import write

        write(compiled_folder())
        build_data["force_include"][str(compiled_folder())] = "okrsite/compiled"
