"""What the commands say: text that fits a terminal, and in a pipe is whole."""
