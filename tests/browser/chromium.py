"""The browser: Chromium, found on this machine and started so that it can reach this machine alone."""

import importlib.util
import os
import shutil
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Playwright

PACKAGES: Final = ('playwright', 'axe_playwright_python')
NAMES: Final = ('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')
FLAGS: Final = (
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    # all sites of these tests are of this machine: a process for each of them would cost a fifth of the time
    '--disable-site-isolation-trials',
    '--disable-features=IsolateOrigins,site-per-process,Translate,OptimizationHints,MediaRouter,BackForwardCache',
)


class Pages:
    """Browsers of several people, each with a page open, used again by the next test.

    A page in a used browser opens in 0.3 s, in a new one in 1.1 s; the browser tests open about a hundred and fifty.
    """

    def __init__(self, browser: 'Browser') -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = {}
        self._keys: dict[Page, str] = {}

    async def take(self, init_script: str, *, fresh: bool = False, **options: Any) -> 'Page':
        """An empty page of a browser without cookies.

        :param init_script: runs before any script of a page
        :param fresh: one that nobody used and nobody will use, for tests that change its clock or replace parts of it
        :param options: of its context
        """
        key = repr((init_script, sorted(options.items())))
        if not fresh and self._free.get(key):
            page = self._free[key].pop()
            await page.set_viewport_size(options['viewport'])
            return page
        context = await self._browser.new_context(**options)
        await context.add_init_script(init_script)
        page = await context.new_page()
        if not fresh:
            self._keys[page] = key
        return page

    async def give_back(self, page: 'Page') -> None:
        """Close the other tabs and forget who it was."""
        key = self._keys.get(page)
        if key is None or page.is_closed():
            return await page.context.close()
        for other in page.context.pages:
            if other is not page:
                await other.close()
        if page.url.startswith('http'):
            await page.evaluate('sessionStorage.clear(), localStorage.clear()')
            await page.goto('about:blank')
        await page.context.clear_cookies()
        self._free.setdefault(key, []).append(page)


def missing() -> str | None:
    """What the browser tests need and this machine does not have."""
    for package in PACKAGES:
        if importlib.util.find_spec(package) is None:
            return f'the browser tests need {package}: pip install -r tests/requirements.txt'
    if _executable() is None:
        return 'the browser tests need Chromium: apt install chromium fonts-noto-color-emoji'
    return None


def must_not_be_missing() -> bool:
    """Where everything has to be tested, a skipped test is a failed one."""
    return bool(os.environ.get('CI'))


async def launch(playwright: 'Playwright', *, reach: tuple[str, ...] = ()) -> 'Browser':
    """Start it.

    :param reach: addresses it may reach beside those of this machine alone
    """
    allowed = ''.join(f', EXCLUDE {host}' for host in ('127.0.0.1', 'localhost', *reach))
    rules = f'--host-resolver-rules=MAP * ~NOTFOUND{allowed}'
    return await playwright.chromium.launch(executable_path=_executable(), args=[*FLAGS, rules])


def _executable() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
