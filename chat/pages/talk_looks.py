"""The looks of what is added to messages: tools, quotes, reactions, edits; theme.py puts all looks together."""

from typing import Final

from .call_looks import CALL_RULES
from .poll_looks import POLL_RULES

TALK_RULES: Final = (
    CALL_RULES
    + POLL_RULES
    + """
.msg .bubble { position: relative; }
.tools {
    position: absolute; z-index: 1; top: -20px; inset-inline-end: 6px; display: flex; padding: 1px; border-radius: 17px;
    background: var(--surface); border: 1px solid var(--line); box-shadow: 0 2px 8px #0002; opacity: 0;
    pointer-events: none;
}
.msg:hover .tools, .msg:focus-within .tools { opacity: 1; pointer-events: auto; }
.tool {
    width: 32px; height: 30px; padding: 0; border: 0; border-radius: 15px; cursor: pointer; background: none;
    color: var(--soft); font-size: 17px; line-height: 1;
}
.tool:hover, .tool:focus-visible { background: var(--hover); color: var(--ink-of-page); }
@media (hover: none) { .tools { display: none; } }
.tool[data-action=picker]::before { content: '☺'; }
.tool[data-action=reply]::before { content: '↩'; }
.tool[data-action=thread]::before { content: '≡'; }
.thread .tool[data-action=thread] { display: none; }
.tool[data-action=menu]::before { content: '⋯'; }
[data-pending] .tools, .silent .tool:is([data-action=picker], [data-action=reply]) { display: none; }
.quote {
    display: block; width: 100%; max-width: 100%; margin: 1px 0 6px; padding: 3px 10px; border: 0;
    border-inline-start: 3px solid currentColor; border-radius: 6px; background: var(--quote); color: inherit;
    font: inherit; font-size: 13px; line-height: 1.4; text-align: start; overflow: hidden;
}
.quote > * { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
button.quote { cursor: pointer; }
div.quote { font-style: italic; }
.edited {
    float: inline-end; margin-block: 8px -3px; margin-inline-start: 12px; padding: 0; border: 0; background: none;
    font-size: 11px; line-height: 1.2; color: var(--faint); cursor: pointer; text-decoration: underline dotted;
}
.chips { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 6px; }
.chip {
    display: inline-flex; align-items: center; gap: 5px; height: 26px; padding: 0 9px; border-radius: 13px;
    border: 1px solid transparent; background: var(--chip); color: inherit; font: inherit; font-size: 14px;
    cursor: pointer;
}
.chip span { font-size: 12px; }
.chip:hover { border-color: var(--chip-edge); }
.msg { --chip: var(--hover); --quote: var(--hover); --chip-edge: var(--primary); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[data-pinned] .who::after, [data-pinned] .text::before { content: '📌'; font-size: 11px; margin-inline-end: 5px; }
[data-pinned] .who::after { content: none; }
.hint {
    display: flex; align-items: center; gap: 10px; width: 100%; max-width: var(--measure); margin: 0 auto 8px;
    padding: 8px 8px 8px 16px; border-radius: 16px; background: var(--surface); border: 1px solid var(--line);
    font-size: 13px; line-height: 1.5; color: var(--soft);
}
.hint ul { flex: 1; margin: 0; padding-inline-start: 16px; list-style: disc; }
.hint button {
    flex: none; padding: 6px 10px; border: 0; border-radius: 8px; background: none; color: var(--link); font: inherit;
    font-size: 14px; font-weight: 650; cursor: pointer;
}
.hint button:hover { background: var(--hover); }
@media (hover: none) { .hint .with-keys { display: none; } .hint ul { padding: 0; list-style: none; } }
.room-card {
    display: none; flex-direction: column; gap: 1px; margin-top: 7px; padding: 8px 12px; border-radius: 12px;
    border-inline-start: 3px solid currentColor; background: var(--quote); color: inherit; font-size: 13px;
    line-height: 1.4; text-decoration: none; overflow-wrap: anywhere;
}
.room-card:not([data-home]) { display: flex; }
.room-card b { font-size: 14px; font-weight: 650; }
.room-card > small { color: var(--faint); font-size: 12px; }
.room-card b::before { content: '# '; opacity: .6; }
.under-title { display: flex; gap: 10px; min-width: 0; }
.under-title .count { flex: none; }
.topic {
    flex: 0 1 auto; min-width: 0; padding: 0; border: 0; background: none; color: var(--soft); font: inherit;
    font-size: 13px; line-height: 1.25; text-align: start; cursor: pointer;
}
.topic:empty { display: none; }
.topic span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip .about-room { flex: 0 10 auto; min-width: 0; max-width: 220px; overflow: hidden; text-overflow: ellipsis; }
@media (max-width: 599px) { .chip .about-room { display: none; } }
.topic:hover { color: var(--ink); }
.whole-topic { font-size: 15px; line-height: 1.5; overflow-wrap: anywhere; }
.pins-button {
    display: flex; align-items: center; gap: 5px; padding: 4px 10px; border: 0; border-radius: 20px; min-height: 36px;
    background: none; color: var(--ink); font: inherit; font-size: 14px; line-height: 1; cursor: pointer;
}
.pins-button:hover { background: var(--hover); }
.pins-button:empty { display: none; }
.pins-button span { font-variant-numeric: tabular-nums; font-weight: 650; font-size: 13px; }
.pins h2 { flex: 1; font-size: 17px; font-weight: 700; padding-inline-start: 12px; }
.pin-list { display: flex; flex-direction: column; gap: 2px; overflow-y: auto; }
.pinned { display: flex; align-items: center; gap: 4px; }
.pinned .hit {
    flex: 1; min-width: 0; border: 0; background: none; font: inherit; text-align: start; cursor: pointer;
}
.pinned .q-btn .q-icon { color: var(--soft); font-size: 18px; }
.pin-list .pinned .q-btn { margin-inline-end: 4px; }
.msg .bubble::after { position: absolute; top: -7px; inset-inline-start: 12px; font-size: 12px; line-height: 1; }
.bookmarks { display: flex; flex-direction: column; gap: 10px; padding: 0; list-style: none; }
.bookmarks .pinned {
    padding: 8px 10px 8px 6px; border-radius: var(--radius-card); background: var(--surface); box-shadow: var(--shadow);
}
.account .bookmarks .hit { color: inherit; font-weight: 400; text-decoration: none; }
.message-menu .entries { display: flex; flex-direction: column; padding: 8px 0; min-width: 190px; }
.menu-entry { align-items: center; }
.entry {
    padding: 7px 16px; border: 0; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer;
}
.entry:hover, .entry:focus-visible { background: var(--hover); }
.entry:focus-visible { outline: 0; box-shadow: inset 0 0 0 2px var(--primary); }
.not-to-writers .of-writers, .not-to-pinners .of-pinners, .not-to-moderators .of-moderators, .not-to-others .of-others {
    display: none;
}
.about {
    display: flex; align-items: center; gap: 8px; padding: 6px 8px 6px 16px; font-size: 13px; color: var(--soft);
}
.about span { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.about button {
    width: 28px; height: 28px; border: 0; border-radius: 50%; background: none; color: inherit; cursor: pointer;
}
.about button::before { content: '✕'; }
.about button:hover { background: var(--hover); }
.undo {
    display: flex; align-items: center; justify-content: center; gap: 10px; padding: 4px 0; font-size: 14px;
    color: var(--soft);
}
.undo .q-btn { color: var(--link); font-weight: 650; }
.under { flex: 0 0 100%; order: 1; display: flex; flex-flow: var(--align, row); padding-inline-start: 36px; }
.answers {
    display: flex; align-items: center; gap: 8px; min-width: 0; margin: 3px 0 1px; padding: 4px 10px 4px 6px;
    border: 0; border-radius: 16px; background: none;
    color: var(--link); font: inherit; font-size: 13px; line-height: 1.4; text-align: start; cursor: pointer;
}
.msg .answers { --link: var(--link-of-page); }
.answers:hover { background: var(--hover); }
.answers b { flex: none; font-weight: 650; }
.answers > span:last-child { color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.msg .answers time { all: unset; }
.answers .faces { flex: none; }
.msg .answers .faces .avatar {  /* of one's own messages, too, and of those that stand in a group */
    display: inline-flex; visibility: visible; width: 24px; height: 24px; margin-left: -5px; font-size: 10px;
    box-shadow: 0 0 0 2px var(--room);
}
.msg .answers .faces .avatar:first-child { margin-left: 0; }
.thread { height: 100%; background: var(--room); }
.thread-inside { height: 100%; display: flex; flex-direction: column; padding-top: 14px; }
.thread .drawer-title { gap: 6px; padding: 0 12px 8px 16px; border-bottom: 1px solid var(--line); }
.thread .drawer-title h2 { flex: 1; font-size: 16px; font-weight: 700; color: var(--ink-of-page); }
.thread .drawer-title .q-btn:first-of-type { color: var(--link); }
.thread-origin {
    flex: none; padding: 10px 16px 6px; border-bottom: 1px solid var(--line); max-height: 35%; overflow-y: auto;
}
.thread-origin .q-btn { margin-left: 36px; color: var(--link); font-size: 13px; }
.origin { display: flex; gap: 10px; align-items: flex-start; font-size: 15px; line-height: 1.45; }
.origin .said { min-width: 0; }
.origin .said b { font-size: 13px; font-weight: 650; }
.origin { --faint: var(--soft); }
.origin .copy { display: none; }  /* code is copied from the message itself */
.thread .when-empty { text-align: center; color: var(--soft); }
.threads { display: flex; flex-direction: column; }
.threads a { padding: 6px 12px 6px 26px; font-size: 14px; }
.threads li:has(.unread:empty) { display: none; }
@media (max-width: 599px) { .q-drawer--right:has(.thread-inside) { width: 100vw !important; } }
.versions ol { margin: 0; padding-inline-start: 22px; display: flex; flex-direction: column; gap: 8px; }
.versions li { white-space: pre-wrap; overflow-wrap: anywhere; }
"""
)
