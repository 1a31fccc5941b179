"""What a program calls: the form, the plain WebSocket dialect, the health check."""
