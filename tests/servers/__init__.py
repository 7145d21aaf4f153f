"""The demo site on real servers: how to run it, and what it answers over HTTP."""
