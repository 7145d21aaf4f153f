"""What became of each connection in a recording: that it was called, or why it was not."""
