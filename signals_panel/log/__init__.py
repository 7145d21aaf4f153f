"""What happened, as rows that the hooks append and columns that any process can read."""
