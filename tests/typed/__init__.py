"""A consumer's tests, fully typed: ``make lint`` has mypy read them as strictly as it can."""
