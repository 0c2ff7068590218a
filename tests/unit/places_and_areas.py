"""Areas and points of a metre zone, for the tests of joins."""

import numpy as np
import pyproj
import shapely

METRES = pyproj.CRS.from_epsg(4527)
SQUARE = shapely.box(500_000, 4_400_000, 501_000, 4_401_000)


def shift(shape, east=0.0, north=0.0):
    """A shape of the false origin 500,000 in the zone with number 39 (EPSG:4527)."""
    return shapely.transform(shape, lambda xy: xy + np.array([39_000_000 + east, north]))


def random_layers(seed=1, points=3_000, areas=80):
    rng = np.random.default_rng(seed)
    places = np.column_stack([39_400_000 + rng.random(points) * 2e5, 4_300_000 + rng.random(points) * 2e5])
    shapes = shapely.buffer(shapely.points(np.column_stack([39_400_000 + rng.random(areas) * 2e5, 4_300_000 + rng.random(areas) * 2e5])),
                            rng.uniform(500, 15_000, areas))
    return places, shapes
