"""What recording costs: ``python -m benchmarks``, from the repository's root.

Every figure is a ratio between variants that run in turn on the same machine, because
nothing else survives a noisy one; an A/A control (the same variant twice) says how far a
ratio can be trusted. Nothing here is a test: a missed target is printed, never raised.
"""
