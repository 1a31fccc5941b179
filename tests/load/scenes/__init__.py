"""The scenes: what happens beside a busy room, played without it and with it, in turn, on one server.

Each is a load generator of its own that prints what it found; report.py's sentences about them are in scenery.py.
"""
