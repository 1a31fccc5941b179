"""The looks of what people see of each other: mentions, who types, who is away; theme.py puts all looks together."""

from typing import Final

CALL_RULES: Final = """
.mention {
    padding: 0 3px; margin: 0 -1px; border-radius: 5px; font-weight: 650;
    color: var(--call-ink, var(--link)); background: var(--call, none);
}
.rooms .called, .shortcut .called { background: #b3261e; }
.typing { height: 18px; padding: 0 16px; font-size: 12.5px; line-height: 16px; color: var(--soft); overflow: hidden; }
.typing span {  /* goes by itself where the word that they stopped is lost */
    display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; animation: gone 0s 7s both;
}
@keyframes gone { to { visibility: hidden; } }
.readers { display: flex; justify-content: flex-end; gap: 3px; padding-inline: 4px; }
.readers .avatar { width: 16px; height: 16px; margin-top: 4px; font-size: 7px; }
.roster .person { position: relative; }
.roster .person::after {
    content: ''; position: absolute; left: 31px; bottom: 5px; width: 11px; height: 11px; border-radius: 50%;
    background: var(--here); border: 2px solid var(--side);
}
.roster .person[data-away]::after { background: var(--side); box-shadow: inset 0 0 0 2px var(--soft); }
.roster .person[data-away] .avatar { opacity: .6; }
.roster .away { margin-inline-start: auto; font-size: 13px; color: var(--soft); }
.shortcut {
    display: flex; align-items: center; gap: 10px; padding: 9px 12px; border-radius: 10px; color: inherit;
    text-decoration: none;
}
.shortcut .called { margin-inline-start: auto; }
.shortcut .q-icon { order: -1; }
.shortcut:hover { background: var(--hover); }
.shortcut .q-icon { font-size: 19px; color: var(--soft); }
.mentions .hits { gap: 10px; overflow: visible; }
.called-in {
    position: relative; display: flex; gap: 12px; padding: 14px 16px; border-radius: var(--radius-card);
    background: var(--surface); box-shadow: var(--shadow); --link: var(--link-of-page); --faint: var(--soft);
}
.called-in:has(a:hover) { background: var(--hover); }
.called-in .said { flex: 1; min-width: 0; }
.account .called-in .hit-head { color: var(--soft); font-weight: 400; align-items: center; row-gap: 2px; }
.called-in .hit-head::after { content: ''; position: absolute; inset: 0; }
.called-in .text { max-height: 9.5em; overflow: hidden; font-size: 15px; line-height: 1.45; overflow-wrap: anywhere; }
.called-in .text a, .called-in label { position: relative; }
.mentions .q-btn { align-self: center; }
"""
