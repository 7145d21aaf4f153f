"""What is connected, as JSON-safe items, and what modules would connect if they were imported."""
