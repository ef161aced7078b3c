"""Property tests: no time limits (a slow or busy machine is not a wrong rule)."""

from hypothesis import HealthCheck, settings

settings.register_profile("cauce", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cauce")
