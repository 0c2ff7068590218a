"""Names of counties, townships and zones -> where they are; built once from installed packages into the workspace's cache."""

from geomon.places.build import open_gazetteer, places_stamp
from geomon.places.gazetteer import City, County, Gazetteer, Township, Zone

__all__ = ["City", "County", "Gazetteer", "Township", "Zone", "open_gazetteer", "places_stamp"]
