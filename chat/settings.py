"""Settings: every knob of the chat once, with its default, its reason, its option and its environment name."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Read once, at the start: from the command line (`--port 80`) or the environment (`CHAT_PORT=80`)."""

    model_config = SettingsConfigDict(
        env_prefix='CHAT_',
        extra='ignore',
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_avoid_json=True,
        cli_hide_none_type=True,
    )

    host: str = Field('0.0.0.0', description='address to serve on; 127.0.0.1 lets nobody else in')
    port: int = Field(8005, ge=1, le=65535, description='port to serve on')
    title: str = Field('Chat', min_length=1, max_length=60, description='what this chat is called')
    language: Literal['en', 'ru'] = Field('en', description='language for those whose browser asks for no known one')
    show: bool = Field(False, description='open a browser at the start')
    native: bool = Field(False, description='open a desktop window of its own')
    reload: bool = Field(False, description='start again when a source file changes, for developing')
    allow_origin: Annotated[list[str], NoDecode] = Field(
        [], description='site whose pages may use POST /join_chat and /ws/chat (repeatable; "null" for local files)'
    )
    grace: float = Field(
        20.0, ge=0, le=3600, description='seconds after the last disconnection until somebody has left'
    )
    away: float = Field(60.0, ge=5, le=3600, description='seconds that a page without connection is kept as it is')
    data: Path = Field(Path('data'), description='directory where everything is kept; made on first use')
    keep_days: int = Field(0, ge=0, le=100_000, description='days after which messages are deleted; 0 keeps them')
    max_mb: int = Field(
        0, ge=0, le=100_000_000, description='megabytes of messages beyond which the oldest are deleted; 0 is no limit'
    )
    max_rooms: int = Field(10_000, ge=1, le=1_000_000, description='rooms that may be open at once')

    guests: Literal['on', 'off'] = Field('on', description='whether people without an account may enter')
    sign_up: Literal['open', 'invite', 'closed'] = Field(
        'open', description='who may make an account: all, the invited, nobody'
    )

    @field_validator('allow_origin', mode='before')
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(',') if part.strip()] if isinstance(value, str) else value

    @field_validator('allow_origin')
    @classmethod
    def _is_origin(cls, value: list[str]) -> list[str]:
        for origin in value:
            parts = urlsplit(origin)
            is_one = parts.scheme in {'http', 'https'} and parts.netloc and parts.path in {'', '/'} and not parts.query
            if origin != 'null' and not is_one:
                raise ValueError(f'{origin!r} is not an origin such as https://example.com')
        return value
