"""The looks of what moderators see, and of what is left of a removed message; for the style sheet in theme.py."""

from typing import Final

RULES: Final = """
/* Quasar's own green is too light for white letters, and so is our red in the dark */
.q-notification.bg-positive { background: #1a7a3c !important; color: #fff !important; }
.q-notification.bg-negative { background: #b3261e !important; color: #fff !important; }
.settings {
    width: 440px; max-width: 94vw; max-height: 90dvh; border-radius: var(--radius-card); padding: 24px; gap: 14px;
    flex-wrap: nowrap; align-items: stretch; overflow-y: auto;
}
.settings h2 { font-size: 19px; font-weight: 650; }
.settings h3 { font-size: 13px; font-weight: 600; line-height: 1.4; margin: 8px 0 0; color: var(--soft); }
.settings .actions { display: flex; flex-wrap: wrap; gap: 8px; }
.settings .actions > * { flex: 1 0 auto; }
.settings .q-btn:not(.q-btn--round) { border-radius: 10px; min-height: 42px; }
.settings .problem { margin: 0; }
.settings .q-select .q-field__native { flex-wrap: wrap; }
.settings .q-select .q-field__native > span { white-space: normal; line-height: 1.35; padding: 4px 0; }
.settings .q-select .q-field__control { height: auto; min-height: 56px; }
.settings .actions .q-btn--flat:not(.danger) { color: var(--link-of-page); }
.settings .q-toggle { margin: -4px 0 -4px -9px; align-items: flex-start; }
.settings .q-toggle__label { padding: 10px 0 10px 2px; line-height: 1.4; }
.choice { display: flex; flex-direction: column; }
.choice > span { color: var(--soft); font-size: 13px; line-height: 1.4; padding-left: 49px; margin-top: -6px; }
.choice .q-toggle__label { font-size: 15px; font-weight: 600; }
.faint { color: var(--soft); font-size: 13px; }
.side-by-side { display: flex; gap: 10px; }
.side-by-side > * { flex: 1; min-width: 0; }
.invitation { display: flex; flex-direction: column; align-items: center; gap: 10px; }
.invitation:empty, .passes:empty { display: none; }
.passes, .people, .deeds { display: flex; flex-direction: column; gap: 2px; flex: none; }
.passes li { display: flex; align-items: center; justify-content: space-between; font-size: 14px; padding: 2px 0; }
.people .person { display: flex; align-items: center; gap: 10px; padding: 6px 0; }
.person-name {
    flex: 1; min-width: 0; display: flex; flex-direction: column; line-height: 1.35; overflow-wrap: anywhere;
}
.deeds { font-size: 13px; line-height: 1.5; color: var(--ink-of-page); max-height: 220px; overflow-y: auto; }
.to-message { border: 0; background: none; padding: 0 6px; font: inherit; color: var(--link); cursor: pointer; }
.silence {
    padding: 14px 18px; border-radius: 24px; background: var(--surface); color: var(--soft); font-size: 15px;
    text-align: center; border: 1px solid var(--line);
}
.msg.removed { justify-content: center; font-size: 13px; color: var(--soft); }
.msg.removed .text { font-size: 13px; font-style: italic; }
.msg.removed time { font-style: normal; }
"""
