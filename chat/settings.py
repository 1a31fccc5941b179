"""Settings: every knob of the chat once, with its default, its reason, its option and its environment name."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, FilePath, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

VERSION: Final = '1.0'  # of this program
LIMIT: Final = re.compile(r'(?P<n>[1-9]\d{0,6})/(?P<time>[1-9]\d{0,4})(?P<unit>[smh])(?P<by>@address)?')


LIMITED: Final = tuple(
    f'limit_{what}'
    for what in (
        'messages',
        'joins',
        'pages',
        'rooms',
        'searches',
        'history',
        'accounts',
        'passwords',
        'reports',
        'reactions',
        'changes',
        'uploads',
        'calls',
    )
)


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
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        [], description='address or network of a proxy whose X-Forwarded-… headers are believed (repeatable)'
    )
    tls_cert: FilePath | None = Field(None, description='file with the certificate for HTTPS, and those between')
    tls_key: FilePath | None = Field(None, description='file with its private key')
    grace: float = Field(
        20.0, ge=0, le=3600, description='seconds after the last disconnection until somebody has left'
    )
    away: float = Field(60.0, ge=5, le=3600, description='seconds that a page without connection is kept as it is')
    data: Path = Field(Path('data'), description='directory where everything is kept; made on first use')
    keep_days: int = Field(0, ge=0, le=100_000, description='days after which messages are deleted; 0 keeps them')
    max_mb: int = Field(
        0, ge=0, le=100_000_000, description='megabytes of messages beyond which the oldest are deleted; 0 is no limit'
    )
    max_file_mb: int = Field(25, ge=0, le=100_000, description='megabytes of one file; 0 lets nobody send any')
    max_files_gb: float = Field(10.0, ge=0, le=1_000_000, description='gigabytes of all files; 0 is no limit')
    max_rooms: int = Field(10_000, ge=1, le=1_000_000, description='rooms that may be open at once')
    # as much as a hundred people behind one address need who all come, or come back, in the same moment
    limit_messages: str = Field('10/5s,60/1m,1000/1m@address', description='messages that one may post')
    limit_joins: str = Field('20/1m,300/1m@address', description='times that one may enter a room')
    limit_pages: str = Field('60/1m,600/1m@address', description='pages that one may open')
    limit_rooms: str = Field('20/10m,200/10m@address', description='rooms that one may begin')
    limit_searches: str = Field('30/10s,120/1m', description='searches, of which typing makes several')
    limit_history: str = Field(
        '60/10s,1200/1m@address', description='pages of older messages that one may look at; more have to wait'
    )
    limit_accounts: str = Field('10/1h,200/1h@address', description='accounts that one may make')
    limit_passwords: str = Field(
        '10/1m,60/1m@address', description='passwords, of rooms and of oneself, that one may set'
    )
    limit_reports: str = Field('10/10m,100/10m@address', description='messages that one may report')
    limit_reactions: str = Field('30/10s,300/10s@address', description='reactions that one may give')
    limit_changes: str = Field('30/10s', description='changes of what is kept of oneself, such as marks and theme')
    limit_uploads: str = Field('30/1m,300/1m@address', description='files that one may send')
    limit_calls: str = Field('3/10m,30/10m@address', description='times that one may call all who are there with @all')
    free_guesses: int = Field(
        5, ge=1, le=1_000, description='wrong passwords for one name until the next try has to wait'
    )
    free_guesses_per_address: int = Field(
        20, ge=1, le=1_000_000, description='wrong passwords from one address until the next try has to wait'
    )

    guests: Literal['on', 'off'] = Field('on', description='whether people without an account may enter')
    sign_up: Literal['open', 'invite', 'closed'] = Field(
        'open', description='who may make an account: all, the invited, nobody'
    )

    activity: Literal['on', 'off'] = Field(
        'on', description='whether people see who is typing, who is away, and what others have read'
    )

    oidc_issuer: str = Field('', description='address of an OpenID provider that may say who people are')
    oidc_client_id: str = Field('', description='how this chat is known there')
    oidc_client_secret: SecretStr = Field(
        SecretStr(''), description='what proves that; better as variable: others may see the options of a program'
    )
    oidc_name: str = Field('OpenID', min_length=1, max_length=40, description='what people call the provider')

    log_format: Literal['plain', 'json'] = Field('plain', description='log as lines for people or JSON for programs')
    log_level: Literal['debug', 'info', 'warning', 'error'] = Field(
        'warning', description='least that is logged: debug, info, warning or error'
    )

    @field_validator(*LIMITED)
    @classmethod
    def _is_limit(cls, value: str) -> str:
        if value != 'off' and not all(map(LIMIT.fullmatch, value.split(','))):
            raise ValueError(f'{value!r} is not a limit such as 10/5s,300/1m@address, or off')
        return value

    max_sockets_per_address: int = Field(
        500, ge=1, le=1_000_000, description='sockets that one address may have open, a /64 of IPv6 being one'
    )
    max_connections_per_address: int = Field(
        600, ge=1, le=1_000_000, description='connections for requests that one address may hold at once'
    )
    max_pages_per_address: int = Field(
        150, ge=1, le=1_000_000, description='pages without a connection that are kept for one address'
    )
    max_pages: int = Field(400, ge=1, le=1_000_000, description='pages without a connection that are kept in all')
    max_events: float = Field(
        50.0, ge=1, le=1_000_000, description='events a second that a page may send for long before it is slowed'
    )

    @field_validator('allow_origin', 'trusted_proxies', mode='before')
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

    @field_validator('oidc_issuer')
    @classmethod
    def _is_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        is_here = parts.scheme == 'http' and parts.hostname in {'localhost', '127.0.0.1', '::1'}
        if value and not ((parts.scheme == 'https' or is_here) and parts.hostname and not parts.query):
            raise ValueError(f'{value!r} is not an address such as https://accounts.example.com')
        return value.rstrip('/')

    @model_validator(mode='after')
    def _has_a_client(self) -> Self:
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise ValueError('an OpenID provider needs both --oidc-issuer and --oidc-client-id')
        return self

    @model_validator(mode='after')
    def _has_both(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError('HTTPS needs both --tls-cert and --tls-key')
        return self

    @field_validator('trusted_proxies')
    @classmethod
    def _is_network(cls, value: list[str]) -> list[str]:
        for network in value:
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(f'{network!r} is not an address or network such as 10.0.0.0/8') from None
        return value
