"""Unknown paths: a short plain answer. The framework would build a whole page for each, and keep it for a minute."""

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException


async def not_found(request: Request, error: Exception) -> Response:
    """404: as a known way in puts it, else in plain text."""
    if 'endpoint' in request.scope and isinstance(error, HTTPException):
        return await http_exception_handler(request, error)
    return PlainTextResponse('There is nothing here.', 404)
