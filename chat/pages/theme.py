"""The looks: the rules that use the values of palette.py. All style is here."""

from typing import Final

from nicegui import app, ui

from . import dialogs, icons
from .account_looks import ACCOUNT_RULES
from .admin_looks import ADMIN_RULES
from .file_looks import FILE_RULES
from .fold_looks import FOLD_RULES
from .hand_looks import HAND_RULES
from .palette import AVATARS, DARK, LIGHT, SHARED
from .talk_looks import TALK_RULES
from .text_looks import TEXT_RULES

FAVICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    f'<path fill="{LIGHT["primary"]}" d="{icons.BUBBLE}"/></svg>'
)
FAVICON_UNREAD: Final = FAVICON.replace(
    '</svg>', f'<circle cx="18" cy="6" r="6" fill="{LIGHT["wrong"]}" stroke="#fff" stroke-width="1.5"/></svg>'
)

RULES: Final = """
body {
    --link-of-page: var(--link);
    background: var(--page); color: var(--ink); font-family: var(--font); --q-primary: var(--primary) !important;
    --q-negative: var(--wrong) !important; --q-dark: var(--raised) !important;
    --q-dark-page: var(--page) !important;
}
h1, h2, p, ul { margin: 0; padding: 0; font: inherit; letter-spacing: normal; }
ul { list-style: none; }
#popup { display: none; }  /* NiceGUI's own word about a lost connection: ConnectionLine has a better one */
:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
.q-btn:focus-visible, .q-item:focus-visible { box-shadow: inset 0 0 0 2px var(--primary); }
.q-btn { font-weight: 600; }
.filled { background: var(--fill); color: #fff; border-radius: 12px; }
.q-field--with-bottom { padding-bottom: 0; }  /* room for as many lines as an error needs */
.q-field__bottom--animated { position: static; transform: none; min-height: 26px; }
.q-field__bottom { padding-top: 6px; }
.q-field--outlined .q-field__control { border-radius: 12px; }
.q-field--outlined .q-field__control::before { border-color: var(--edge); }
.q-field--readonly .q-field__control::before { border-style: solid; border-color: var(--line); }
.body--dark .q-menu, .body--dark .q-card { background: var(--raised); }
.q-menu { border-radius: 12px; box-shadow: var(--shadow); }
.wide { width: 100%; }
.connection { font-size: 13px; }
.connection > span {
    display: block; margin: 0 auto 8px; padding: 8px 14px; border-radius: 10px; text-align: center;
    background: var(--warn); color: var(--warn-ink);
}

/* --- the join page --- */
.join-page { min-height: 100dvh; padding: 24px 16px; align-items: center; justify-content: center; gap: 24px; }
.door { width: 100%; max-width: 400px; display: flex; flex-direction: column; gap: 20px; }
.brand { display: flex; align-items: center; justify-content: center; gap: 12px; }
.brand .q-icon { font-size: 36px; color: var(--primary); }
.brand h1 { font-size: 28px; line-height: 1.2; font-weight: 700; overflow-wrap: anywhere; }
.door .card {
    background: var(--surface); border-radius: var(--radius-card); box-shadow: var(--shadow); padding: 28px 24px;
    gap: 8px; align-items: stretch;
}
.lead {
    color: var(--soft); font-size: 15px; line-height: 1.45; margin-bottom: 8px; text-align: center;
    text-wrap: balance;
}
.door .card .q-btn { margin-top: 12px; min-height: 50px; font-size: 17px; }
.back { align-self: center; color: var(--link); font-size: 15px; text-underline-offset: 2px; }
.lists { display: flex; flex-direction: column; gap: 16px; }
.lists section:empty { display: none; }
.lists h2 { font-size: 13px; font-weight: 600; color: var(--soft); margin-bottom: 8px; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; }
.chip { max-width: 100%; background: var(--surface); color: var(--ink) !important; }
.chip.q-btn--outline::before { border-color: var(--line); }
.chip .q-btn__content { gap: 8px; flex-wrap: nowrap; overflow-wrap: anywhere; }
.chip .note { color: var(--soft); font-weight: 400; font-size: 13px; white-space: nowrap; }
.preferences { display: flex; align-items: center; gap: 4px; color: var(--soft); }
.corner { position: fixed; top: 12px; right: 12px; }

/* --- the room page --- */
.q-page { min-height: 0 !important; }
.room-page { height: calc(100dvh - var(--bar)); padding: 0; gap: 0; align-items: stretch; flex-wrap: nowrap; }
.room-page { background: var(--room); }  /* by `.q-layout:has(.room-page)`, all rows were looked at for each new one */
.bar {
    min-height: var(--bar); padding: 4px 8px; gap: 4px; align-items: center; flex-wrap: nowrap; color: var(--ink);
    background: var(--room); border-bottom: 1px solid var(--line);
}
.bar .title { flex: 1; min-width: 0; padding: 0 6px; }
.bar h1 {
    font-size: 17px; font-weight: 700; line-height: 1.25; overflow: hidden; text-overflow: ellipsis;
    white-space: nowrap;
}
.bar .count { font-size: 13px; color: var(--soft); line-height: 1.25; }
.faces-button { border: 0; background: none; padding: 6px 10px; border-radius: 20px; cursor: pointer; }
.faces-button:hover { background: var(--hover); }
.faces { display: flex; }
.faces .avatar { margin-left: -8px; box-shadow: 0 0 0 2px var(--room); position: relative; }
.faces .avatar:nth-child(1) { z-index: 3; }
.faces .avatar:nth-child(2) { z-index: 2; }
.faces .avatar:nth-child(3) { z-index: 1; }

.feed {
    flex: 1; min-height: 0; display: flex; flex-direction: column; overflow-y: auto; overflow-anchor: none;
    overscroll-behavior: contain; padding: 0 var(--gap); isolation: isolate;
}
.feed:focus-visible { outline-offset: -2px; }
.rows { flex: none; width: 100%; max-width: var(--measure); margin: 0 auto; }  /* a flex box would measure all rows */
.rows:first-child { padding-top: 16px; margin-top: auto; cursor: auto; }  /* another while busy would restyle all */
.pending { padding-bottom: 12px; }
[data-day]::before {
    content: attr(data-day); flex: 0 0 100%; align-self: center; text-align: center; margin: 16px 0 10px;
    font-size: 13px; font-weight: 600; color: var(--soft);
}
.msg {
    display: flex; flex-flow: var(--align, row) wrap; align-items: flex-end; column-gap: 8px; margin-top: 12px;
    --bubble: var(--other); --ink: var(--ink-of-page); --faint: var(--soft); isolation: isolate; /* painted by itself */
}
.msg.follows { margin-top: 3px; }
.msg .bubble {
    min-width: 0; max-width: min(78%, 620px); padding: 8px 13px; background: var(--bubble); color: var(--ink);
    border-radius: var(--radius) var(--radius) var(--radius) var(--radius-small);
}
.msg .text { display: flow-root; overflow: clip; font-size: 15px; line-height: 1.45; }  /* accents stay in it */
.msg p { display: inline; }
.msg .who { font-size: 13px; line-height: 1.4; margin-bottom: 1px; overflow-wrap: anywhere; }
.msg .who b { font-weight: 650; }
.msg.follows .who { display: none; }
.msg.follows .avatar { visibility: hidden; height: 0; }
.msg time {
    float: inline-end; margin-block: 9px -3px; margin-inline-start: 12px; font-size: 11px; line-height: 1;
    color: var(--faint); white-space: nowrap; user-select: none;
}
.msg[data-day] .who { display: block; }
.msg[data-day] .avatar { visibility: visible; height: 32px; }
[data-pending] .bubble { opacity: .6; }
.unsent { display: none; flex: 0 0 100%; align-items: center; justify-content: flex-end; gap: 8px; font-size: 13px; }
[data-failed] .unsent { display: flex; color: var(--wrong); }
.unsent button {
    border: 0; background: none; padding: 6px 2px; font: inherit; font-weight: 650; color: inherit; cursor: pointer;
    text-decoration: underline; text-underline-offset: 2px;
}
[data-new]::after {
    content: attr(data-new); order: -1; flex: 0 0 100%; margin: 14px 0 10px; font-size: 13px; font-weight: 650;
    color: var(--wrong); text-align: center; border-bottom: 1px solid currentColor; padding-bottom: 3px;
}
[data-day]::before { order: -2; }
.msg:focus { outline: none; }
.msg:focus-visible .bubble { outline: 2px solid var(--primary); outline-offset: 2px; }
[data-marked] .bubble { animation: mark 2.5s ease-out; }
@keyframes mark { 0%, 40% { box-shadow: 0 0 0 3px var(--mark); } 100% { box-shadow: 0 0 0 3px transparent; } }
.unproven { font-style: normal; font-weight: 400; color: var(--soft); }
.notice {
    display: flex; flex-flow: row wrap; justify-content: center; column-gap: 12px; margin: 14px auto 0;
    padding: 0 12px 2px; font-size: 13px; line-height: 1.5; color: var(--soft); text-align: center;
    overflow-wrap: anywhere;
}
.avatar {
    flex: none; width: 32px; height: 32px; border-radius: 50%; display: inline-flex; align-items: center;
    justify-content: center; font-size: 12.5px; font-weight: 650; color: #fff; overflow: hidden; user-select: none;
}
.when-empty { display: none; }
[data-empty] > .when-empty { display: block; margin: auto; }
.welcome {
    max-width: 420px; margin: 16px auto; text-align: center; color: var(--soft); line-height: 1.5; display: flex;
    flex-direction: column; align-items: center; gap: 12px;
}
.welcome h2 { font-size: 19px; font-weight: 650; color: var(--ink-of-page); }
.welcome .link {
    color: var(--link); overflow: hidden; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 3;
    -webkit-box-orient: vertical;
}
.qr { width: 168px; height: 168px; border-radius: 12px; }

.below {
    position: relative; width: 100%; max-width: calc(var(--measure) + 2 * var(--gap)); margin: 0 auto;
    padding: 4px var(--gap) max(12px, env(safe-area-inset-bottom));
}
.to-latest {
    position: absolute; right: var(--gap); top: -52px; background: var(--raised) !important;
    color: var(--ink-of-page); box-shadow: var(--shadow); visibility: hidden; opacity: 0; transition: opacity .15s;
}
.to-latest .q-btn__content { flex-wrap: nowrap; }
.to-latest:has(.fresh:not(:empty)) { border-radius: 21px; padding: 0 16px 0 10px; color: var(--primary); }
.fresh { padding-left: 6px; font-size: 14px; white-space: nowrap; }
.fresh:empty { display: none; }
.feed[data-away] ~ .below .to-latest { visibility: visible; opacity: 1; }
.composer .field {
    display: flex; align-items: flex-end; gap: 4px; padding: 4px 4px 4px 16px; border-radius: 24px;
    background: var(--surface); border: 1px solid var(--line);
}
.composer .field:focus-within { border-color: var(--primary); box-shadow: 0 0 0 1px var(--primary); }
.composer textarea {
    flex: 1; min-width: 0; border: 0; outline: 0; resize: none; background: none; color: inherit; font: inherit;
    font-size: 16px; line-height: 24px; padding: 9px 0; max-height: 162px; overflow-y: auto;
}
.composer textarea::placeholder { color: var(--soft); opacity: 1; }
.composer .send { color: var(--primary); }
.problem { margin: 0 4px 6px; font-size: 14px; color: var(--wrong); }
.pause { color: var(--soft); font-variant-numeric: tabular-nums; }

/* --- drawers and dialogs --- */
.q-drawer { background: var(--side); color: var(--ink); }
.q-drawer--left { border-right: 1px solid var(--line); }
.q-drawer--right { border-left: 1px solid var(--line); }
.drawer-inside { height: 100%; display: flex; flex-direction: column; padding: 14px 12px 10px; gap: 10px; }
.drawer-title {
    display: flex; align-items: center; justify-content: space-between; padding: 0 8px; min-height: 32px;
}
.home {
    display: flex; align-items: center; gap: 10px; color: inherit; text-decoration: none; font-size: 17px;
    font-weight: 700; min-width: 0; overflow-wrap: anywhere;
}
.home .q-icon { font-size: 24px; color: var(--primary); }
.drawer-title h2 { font-size: 13px; font-weight: 600; color: var(--soft); }
.drawer-body {
    flex: 1; min-height: 0; overflow-y: auto; display: flex; flex-direction: column; gap: 12px; padding: 2px;
}
.drawer-foot { display: flex; align-items: center; gap: 8px; padding: 10px 6px 0; border-top: 1px solid var(--line); }
.oneself { display: contents; }
.drawer-foot .me {
    flex: 1; min-width: 0; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
    color: inherit; text-decoration: none; padding: 6px 0;
}
.drawer-foot .me:hover { text-decoration: underline; text-underline-offset: 3px; }
.rooms { display: flex; flex-direction: column; gap: 2px; }
.rooms a {
    display: flex; align-items: center; gap: 8px; padding: 9px 12px; border-radius: 10px; color: inherit;
    text-decoration: none;
}
.room-name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.unread, .called {
    flex: none; min-width: 22px; padding: 0 7px; border-radius: 11px; background: var(--fill); color: #fff;
    font-size: 12px; line-height: 22px; font-weight: 700; text-align: center;
}
.unread:empty, .called:empty { display: none; }
.rooms a:has(.unread:not(:empty)) { font-weight: 650; }
.rooms a:hover { background: var(--hover); }
.rooms a[aria-current] { background: var(--other); font-weight: 650; }
.roster { display: flex; flex-direction: column; gap: 2px; }
.roster .person {
    display: flex; align-items: center; gap: 10px; padding: 6px 8px; overflow-wrap: anywhere; min-width: 0;
}
.roster .more { padding: 6px 8px; color: var(--soft); }
.search {
    width: 640px; max-width: 94vw; max-height: min(80dvh, 720px); margin-top: 24px; border-radius: var(--radius-card);
    padding: 14px; gap: 8px; flex-wrap: nowrap; align-items: stretch; overflow: hidden;
}
.search-head { display: flex; align-items: center; gap: 6px; }
.search-head .q-field { flex: 1; }
.search-note { font-size: 13px; color: var(--soft); padding: 0 6px; }
.hits { overflow-y: auto; display: flex; flex-direction: column; gap: 2px; }
.hit { display: block; padding: 9px 12px; border-radius: 10px; color: inherit; text-decoration: none; }
.hit:hover { background: var(--hover); }
.hit-head { display: flex; flex-wrap: wrap; column-gap: 10px; font-size: 13px; color: var(--soft); }
.hit-head b { color: var(--ink-of-page); font-weight: 650; }
.hit-text {
    display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; font-size: 15px;
    line-height: 1.45; overflow-wrap: anywhere;
}
.hit mark { background: var(--mark); color: inherit; border-radius: 3px; }
.q-date { border-radius: var(--radius-card); }
.q-date__calendar-weekdays .q-date__calendar-item { opacity: 1; }
.q-date__calendar-weekdays .q-date__calendar-item > div { color: var(--soft); opacity: 1; }
.share {
    width: 360px; max-width: 92vw; border-radius: var(--radius-card); padding: 24px; gap: 16px; align-items: center;
}
.share h2 { font-size: 19px; font-weight: 650; }
.share .qr { width: 220px; height: 220px; }
.share .actions { display: flex; flex-wrap: wrap; gap: 8px; width: 100%; }
.share .q-btn { border-radius: 10px; min-height: 42px; white-space: nowrap; }
.share .actions > * { flex: 1 0 auto; }

@media (max-width: 1023px) {
  .to-latest { top: -48px; }
}
@media (min-width: 1024px) {
  .narrow-only { display: none; }
}
@media (max-width: 599px) {
  .wide-only { display: none; }
  .msg .bubble { max-width: 82%; }
  .feed { padding: 0 10px; }
  .below { padding-left: 10px; padding-right: 10px; }
  .join-page { justify-content: flex-start; padding-top: 72px; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { transition: none !important; animation: none !important; }
}
"""


def register() -> None:
    """Give every page these looks."""
    app.config.quasar_config['loadingBar'] = {'skipHijack': True}  # or it flashes at each try to reconnect
    ui.add_css(css(), shared=True)


def css() -> str:
    """The whole style sheet."""
    return '\n'.join(
        [
            _values(':root', SHARED | LIGHT | {'ink-of-page': LIGHT['ink']}),
            _values('body.body--dark', DARK | {'ink-of-page': DARK['ink']}),
            _values('body.body--light', LIGHT | {'ink-of-page': LIGHT['ink']}),
            *(f'.avatar[data-colour="{n}"] {{ background: {colour} }}' for n, colour in enumerate(AVATARS)),
            RULES,
            TEXT_RULES,
            dialogs.RULES,
            ACCOUNT_RULES,
            ADMIN_RULES,
            TALK_RULES + HAND_RULES,
            FILE_RULES,
            FOLD_RULES,
        ]
    )


def _values(selector: str, values: dict[str, str]) -> str:
    return f'{selector} {{ {"; ".join(f"--{name}: {value}" for name, value in values.items())} }}'
