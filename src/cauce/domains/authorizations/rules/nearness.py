"""How far two places are, to tell a patient the near centres first. Pure."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle kilometres between two points in degrees (haversine)."""
    a, b = radians(lat_a), radians(lat_b)
    across = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, across)))
