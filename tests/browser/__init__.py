"""What a user sees of the panel, in Chromium, on the demo site."""
