"""How messages of many lines look: folded after some, with a control that any browser opens by mouse and keyboard."""

from typing import Final

from ..feed.fragment import LINES

FOLD_RULES: Final = f"""
.msg [data-text]:has(+ .fold) {{ display: block; }}
.msg [data-text]:has(+ .fold:not([open])) {{ max-height: calc({LINES} * 1.45em); overflow: hidden; }}
.fold {{ float: inline-start; }}
.fold + time {{ margin-block: 12px 0; }}
.fold summary {{
    width: fit-content; padding: 6px 0 2px; list-style: none; cursor: pointer; font-weight: 650; color: var(--ink);
    text-decoration: underline; text-underline-offset: 2px;
}}
.fold summary::-webkit-details-marker {{ display: none; }}
.fold summary::after {{ content: var(--show-all); }}
.fold[open] summary::after {{ content: var(--show-less); }}
.fold summary:focus-visible {{ outline-color: currentColor; outline-offset: -2px; }}
[data-pending] .text {{ max-height: calc({LINES + 2} * 1.45em); }}
"""
