"""The looks of polls: a part of those of what is added to messages."""

from typing import Final

POLL_RULES: Final = """
.msg { --bar: var(--primary); }
.poll { display: flex; flex-direction: column; gap: 6px; margin-top: 8px; min-width: min(300px, 60vw); }
.answer {
    display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; padding: 7px 12px 8px; border-radius: 12px;
    border: 1px solid var(--edge-of-answer, transparent); background: var(--chip); color: inherit; font: inherit;
    font-size: 14px; line-height: 1.4; text-align: start; cursor: pointer;
}
.answer:hover { border-color: var(--chip-edge); }
.answer-text { min-width: 0; overflow-wrap: anywhere; }
.answer-text::before { content: var(--chosen, ''); font-weight: 700; }
.answer-count { font-variant-numeric: tabular-nums; font-weight: 650; }
.answer progress {
    grid-column: 1 / 3; width: 100%; height: 5px; border: 0; border-radius: 3px; overflow: hidden; appearance: none;
    background: var(--chip); color: var(--bar);
}
.answer progress::-webkit-progress-bar { background: var(--chip); }
.answer progress::-webkit-progress-value {
    background: var(--bar); border-radius: 3px; transition: inline-size .25s ease;
}
.answer progress::-moz-progress-bar { background: var(--bar); border-radius: 3px; }
@media (prefers-reduced-motion: reduce) { .answer progress::-webkit-progress-value { transition: none; } }
.poll.over .answer { cursor: default; border-color: transparent; }
.poll-foot { display: flex; flex-wrap: wrap; gap: 2px 12px; font-size: 12px; color: var(--faint); }
.close-poll {
    display: none; margin-inline-start: auto; padding: 0; border: 0; background: none; color: inherit; font: inherit;
    text-decoration: underline; cursor: pointer;
}
.moderated .close-poll { display: inline; }
.answers-to-choose { display: flex; flex-direction: column; gap: 8px; }
"""
