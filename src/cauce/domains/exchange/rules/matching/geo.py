"""Great-circle distance."""

import numpy as np

#: Mean Earth radius in km (IUGG 1980, R1).
EARTH_RADIUS_KM = 6371.0088

#: One millimetre. Two right ways of writing the haversine differ by less than this, and a pair
#: exactly at the limit must be in range on every machine.
TOLERANCE_KM = 1e-6

Degrees = np.ndarray | float

KM_PER_DEGREE_OF_LATITUDE = EARTH_RADIUS_KM * np.pi / 180


def distance_km(lat_a: Degrees, lon_a: Degrees, lat_b: Degrees, lon_b: Degrees) -> np.ndarray:
    """Great-circle km between points in degrees (haversine); arrays broadcast."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_lat = np.sin((phi_b - phi_a) / 2) ** 2
    half_lon = np.sin((np.radians(lon_b) - np.radians(lon_a)) / 2) ** 2
    chord = half_lat + np.cos(phi_a) * np.cos(phi_b) * half_lon
    # Rounding can push the chord of antipodes a hair above one, where arcsin is undefined.
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))


def in_range(km: np.ndarray, max_km: float) -> np.ndarray:
    """Whether each unrounded distance is within the limit, the limit included."""
    return km <= max_km + TOLERANCE_KM


def decikm(km: np.ndarray) -> np.ndarray:
    """Km as whole tenths of a kilometre."""
    return np.rint(km * 10).astype(np.int64)
