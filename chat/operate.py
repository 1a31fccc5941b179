"""Operating: stub."""
