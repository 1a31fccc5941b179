"""The looks of what hands use: the picker, suggestions, the formatting bar, the switcher, the help; for theme.py."""

from typing import Final

from .picker_looks import PICKER_RULES

HAND_RULES: Final = (
    PICKER_RULES
    + """
.composer { position: relative; }
.offers {
    position: absolute; z-index: 2; inset: auto 0 calc(100% + 6px); max-height: min(40dvh, 400px); overflow-y: auto;
    padding: 6px; border-radius: var(--radius-card); background: var(--raised); border: 1px solid var(--line);
    box-shadow: var(--shadow);
}
.offers li {
    display: flex; align-items: center; gap: 10px; min-height: 40px; padding: 4px 10px; border-radius: 10px;
    font-size: 15px; line-height: 1.35; cursor: pointer;
}
.offers li:hover { background: var(--hover); }
.offers li[aria-selected=true] { background: var(--other); }
.offers li > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.offers li > b:empty { display: none; }
.offers .emoji { width: 32px; font-size: 22px; text-align: center; }
.offers .avatar { width: 28px; height: 28px; font-size: 11px; }
.offers small { flex: 1; text-align: end; font-size: 13px; color: var(--soft); }
.msg.action[data-author] {
    --bubble: transparent; --ink: var(--soft); --faint: var(--soft); --link: var(--link-of-page);
}
.msg.action .bubble { padding-block: 3px; font-style: italic; }
.msg.action .text > b { font-weight: 650; color: var(--ink-of-page); }
.msg.action[data-author] .who { display: none; }
.msg.action .avatar { visibility: hidden; height: 0; }
.msg.action time { font-style: normal; }
.feed .msg { touch-action: pan-y; }
.msg :is(.bubble, .avatar) { translate: var(--swipe, none); transition: translate .15s; }
.msg[style*=swipe] .bubble::before {
    content: '↩'; position: absolute; inset-inline-end: calc(100% + 52px); top: calc(50% - 12px); font-size: 20px;
    line-height: 24px; color: var(--primary);
}
@media (hover: none) { .msg { -webkit-touch-callout: none; } }
.composer .aa .q-btn__content { font-size: 15px; font-weight: 650; color: var(--soft); }
.composer .aa .q-icon { display: none; }
.format-bar { display: flex; gap: 2px; padding: 6px 6px 0; overflow-x: auto; scrollbar-width: none; }
.format-bar button {
    flex: 1 0 30px; max-width: 48px; height: 36px; padding: 0; border: 0; border-radius: 10px; background: none;
    color: var(--soft); font: inherit; font-size: 15px; cursor: pointer;
}
.format-bar button:hover, .format-bar button:focus-visible { background: var(--hover); color: var(--ink-of-page); }
.format-bar .bold { font-weight: 750; }
.format-bar .italic { font-style: italic; font-family: Georgia, serif; }
.format-bar .struck { text-decoration: line-through; }
.format-bar .mono, .help code, .help kbd { font-family: ui-monospace, Consolas, monospace; font-size: 13px; }
.switcher-body { display: flex; flex-direction: column; gap: 8px; min-height: 0; }
.switcher input {
    flex: none; width: 100%; height: 44px; padding: 0 16px; border: 1px solid var(--edge); border-radius: 12px;
    background: none; color: inherit; font: inherit; font-size: 16px; outline: 0;
}
.switcher input:focus { border-color: var(--primary); box-shadow: 0 0 0 1px var(--primary); }
.switcher .rooms { max-height: 50dvh; overflow-y: auto; padding: 2px; }
.switcher .rooms small { flex: 0 1 auto; color: var(--soft); font-weight: 400; font-size: 12.5px; }
.switcher .rooms a[hidden] { display: none; }
.help {
    width: 760px; max-width: 94vw !important; max-height: 88dvh; padding: 20px 24px;
    border-radius: var(--radius-card);
}
.help-head { display: flex; align-items: center; justify-content: space-between; width: 100%; }
.help h2 { font-size: 19px; font-weight: 650; }
.help h3 { margin: 0 0 4px; font-size: 13px; font-weight: 600; line-height: 1.4; color: var(--soft); }
.help-parts { columns: 2 300px; column-gap: 36px; font-size: 14px; line-height: 1.4; }
.help section { break-inside: avoid-column; padding-bottom: 16px; }
.help dl { margin: 0; }
.help dl > div { display: flex; gap: 14px; align-items: flex-start; padding: 4px 0; break-inside: avoid; }
.help dt { flex: none; width: 158px; }
.help dd { margin: 0; padding-top: 1px; min-width: 0; }
.help kbd, .help dt code {
    display: inline-block; margin-inline-end: 4px; padding: 1px 6px; border: 1px solid var(--line); border-radius: 6px;
    background: var(--hover);
}
@media (max-width: 599px) {
  .composer .field:not(:focus-within) .aa, .composer textarea:placeholder-shown ~ .aa { display: none; }
  .thread .composer .field:focus-within .aa { display: inline-flex; }  /* the way to polls, too */
  .composer textarea:placeholder-shown { white-space: nowrap; text-overflow: ellipsis; overflow-x: hidden; }
  .help { padding: 16px; }
  .help dt { width: 128px; }
}
"""
)
