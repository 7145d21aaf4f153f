from .fixtures import site, workers_on_postgresql, workers_on_redis

__all__ = ["site", "workers_on_postgresql", "workers_on_redis"]
