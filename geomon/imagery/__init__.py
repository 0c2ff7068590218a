"""What a site looks like from above: scenes, indices inside a site by date, change with its uncertainty, pictures of before and after.

A verdict from above is a lead and never a proof: it sends somebody there. Names are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomon.imagery.change import CHANGES, Change, change_of, changes
    from geomon.imagery.indices import INDICES
    from geomon.imagery.pictures import picture, picture_pair
    from geomon.imagery.scenes import Scene, find_scenes
    from geomon.imagery.series import Trend, trend
    from geomon.imagery.zones import zone_statistics

__all__ = ["CHANGES", "INDICES", "Change", "Scene", "Trend", "change_of", "changes", "find_scenes", "picture", "picture_pair", "trend",
           "zone_statistics"]
_HOMES = {"INDICES": "indices", "Scene": "scenes", "find_scenes": "scenes", "picture": "pictures", "picture_pair": "pictures",
          "zone_statistics": "zones", "Trend": "series", "trend": "series"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'change')}"), name)
