"""The looks of the emoji picker: beside what was clicked, on a phone a sheet at the bottom; for theme.py."""

from typing import Final

PICKER_RULES: Final = """
.picker {
    width: 352px; border-radius: var(--radius-card) !important; background: var(--raised) !important;
    color: var(--ink-of-page); border: 1px solid var(--line); box-shadow: var(--shadow) !important;
}
.picker > div { display: flex; flex-direction: column; gap: 8px; height: 396px; max-height: 70dvh; padding: 10px; }
.picker-row, .picker-list section > div { display: grid; grid-template-columns: repeat(8, 1fr); }
.picker-row { flex: none; min-height: 40px; }
.picker button {
    height: 40px; padding: 0; border: 0; border-radius: 10px; background: none; font-size: 24px; line-height: 1;
    cursor: pointer; color: inherit;
}
.picker button, .chip { font-family: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", var(--font); }
.chip span { font-family: var(--font); }
.picker button:hover { background: var(--hover); }
.picker button:focus-visible { outline: 2px solid var(--primary); outline-offset: -2px; background: var(--hover); }
.picker input {
    flex: none; width: 100%; height: 40px; padding: 0 14px; border: 1px solid var(--edge); border-radius: 20px;
    background: var(--surface); color: inherit; font: inherit; font-size: 16px; outline: 0;
}
.picker input:focus { border-color: var(--primary); box-shadow: 0 0 0 1px var(--primary); }
.picker input::placeholder { color: var(--soft); opacity: 1; }
.picker-list { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin; }
.picker-list section { content-visibility: auto; contain-intrinsic-size: auto 600px; }
.picker-list h3 {
    position: sticky; top: 0; margin: 0; padding: 4px 8px; background: var(--raised); font-size: 13px; font-weight: 600;
    line-height: 1.4; color: var(--soft);
}
.picker-list p { padding: 40px 0; text-align: center; color: var(--soft); font-size: 14px; }
.composer .smiley .q-icon { color: var(--soft); }
@media (max-width: 599px) {
  .picker {
    inset: auto 0 0 0 !important; width: 100% !important; max-width: none !important; border-width: 1px 0 0;
    border-radius: var(--radius-card) var(--radius-card) 0 0 !important; box-shadow: 0 0 0 100vmax #0007 !important;
    padding-bottom: env(safe-area-inset-bottom);
  }
  .picker > div { height: 60dvh; padding: 14px 12px 6px; }
  .picker button { height: 44px; font-size: 27px; }
}
"""
