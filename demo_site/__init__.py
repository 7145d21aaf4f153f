"""The demo site: a small blog and shop that send every kind of Django signal."""
