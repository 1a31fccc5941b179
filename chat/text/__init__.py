"""What a text becomes: pure functions from what was typed to what is shown."""
