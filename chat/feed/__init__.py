"""What everyone in a room sees at once: rendered once, written once, sent to every view. Start reading at stream.py."""
