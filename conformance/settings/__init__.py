"""Settings for suites that would use other databases than SQLite."""
