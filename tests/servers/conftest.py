from .fixtures import site

__all__ = ["site"]
