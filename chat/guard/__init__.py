"""What keeps the chat safe before anything of it is reached: ASGI middleware."""
