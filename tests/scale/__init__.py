"""What a large room costs: `python -m tests.scale` makes one of 1,000,000 messages and compares it with one of 100."""
