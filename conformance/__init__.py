"""Other packages' own tests, run without us and recorded: every one ends the same way.

``make conformance`` fetches the source distributions, which hold the tests; nothing of them is
kept in the repository.
"""
