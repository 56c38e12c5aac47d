"""No deadline for an example: a busy machine is no mistake."""

from hypothesis import HealthCheck, settings

settings.register_profile("pikir", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pikir")
