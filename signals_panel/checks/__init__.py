"""The system checks: what can be known without a request. docs/findings.md lists them."""
