"""The looks of what a text becomes, in bubbles and in exported pages; theme.py puts all looks together."""

from typing import Final

from ..text.highlight import KINDS

_COPY: Final = (
    "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath d='"
    'M16 1H4a2 2 0 0 0-2 2v14h2V3h12z'
    'm3 4H8a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zm0 16H8V7h11z\'/%3E%3C/svg%3E")'
)
_COLOURS: Final = ''.join(f'.code .{kind} {{ color: var(--code-{kind}); }}\n' for kind in sorted({*KINDS.values()}))

TEXT_RULES: Final = f"""
[data-text] {{ overflow-wrap: anywhere; white-space: pre-wrap; }}
[data-text] a {{ color: var(--link); text-decoration: underline; text-underline-offset: 2px; }}
[data-text] :focus-visible {{ outline: 2px solid currentColor; outline-offset: -2px; }}
[data-text] strong {{ font-weight: 700; }}
[data-text] .place {{ color: var(--faint); }}
.msg .text {{ padding-bottom: 3px; margin-bottom: -3px; }}  /* where the time stands below the text, it is not cut */
.rich {{ display: contents; }}
.msg .rich > p {{ display: block; }}
.msg .rich > p:last-child {{ display: inline; }}  /* beside it is room for the time */
.rich > :first-child {{ margin-top: 2px; }}
.rich .heading {{ font-weight: 700; margin-block: 6px 2px; }}
.rich blockquote {{
    margin: 5px 0; padding: 0 0 0 10px; border: 0; border-inline-start: 3px solid var(--faint); font: inherit;
}}
.rich blockquote p, .rich li p {{ display: block; }}
.rich :is(ul, ol) {{ margin: 4px 0; padding: 0; padding-inline-start: 1.4em; list-style: disc; white-space: normal; }}
.rich ol {{ padding-inline-start: 1.9em; list-style: decimal; }}
.rich li {{ margin: 2px 0; padding: 0; white-space: pre-wrap; }}
.rich li::marker {{ color: var(--faint); font-variant-numeric: tabular-nums; }}
[data-text] code {{
    padding: 1px 5px; border-radius: 5px; background: var(--tint); font-family: var(--mono); font-size: .9em;
    color: inherit; white-space: pre-wrap;
}}
.code {{
    position: relative; margin: 6px 0; border: 1px solid var(--code-line); border-radius: 10px; background: var(--code);
    color: var(--code-ink); direction: ltr; text-align: left; white-space: normal; min-width: 96px;
}}
.code[data-language]:not([data-language=''])::before {{
    content: attr(data-language); display: block; padding: 7px 40px 0 12px; font-size: 11px; line-height: 16px;
    font-weight: 600; color: var(--code-c);
}}
.code pre {{ margin: 0; padding: 9px 12px 10px; overflow-x: auto; border-radius: 10px; }}
.code[data-language=''] pre {{ padding-right: 40px; }}
.code code {{
    padding: 0; background: none; font-size: 13px; line-height: 1.5; white-space: pre; overflow-wrap: normal;
    tab-size: 4;
}}
.code .copy {{
    position: absolute; top: 3px; right: 3px; width: 32px; height: 32px; padding: 0; border: 0; border-radius: 8px;
    background: none; color: var(--code-c); cursor: pointer;
}}
.code .copy::before {{
    content: ''; position: absolute; inset: 8px; background: currentColor; mask: {_COPY} center / contain no-repeat;
}}
.code .copy:hover {{ background: var(--code-line); color: var(--code-ink); }}
{_COLOURS}
.table {{ overflow-x: auto; margin: 6px 0; }}
.table table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
.table :is(th, td) {{
    padding: 5px 11px; border: 0; border-bottom: 1px solid var(--rule); text-align: start; vertical-align: top;
    min-width: 40px; max-width: 280px; overflow-wrap: break-word;
}}
.table th {{ font-weight: 700; border-bottom-width: 2px; white-space: nowrap; }}
.table tr > :first-child {{ padding-inline-start: 2px; }}
.table tbody tr:last-child td {{ border-bottom: 0; }}
.rich > :is(.table, .code):last-child {{ margin-bottom: -3px; }}  /* the time brings a margin of its own */
.table .middle {{ text-align: center; }}
.table .end {{ text-align: end; }}
.spoiler {{
    position: relative; padding: 1px 4px; border-radius: 5px; background: var(--tint); cursor: pointer;
    box-decoration-break: clone; -webkit-box-decoration-break: clone; transition: background .15s;
}}
.spoiler input {{
    position: absolute; inset-block-start: 0; inset-inline-start: 0; width: 1em; height: 1em; margin: 0; opacity: 0;
    pointer-events: none;
}}
.spoiler:has(input:not(:checked)) {{ background: var(--faint); user-select: none; }}
.spoiler:has(input:not(:checked)) > span {{ visibility: hidden; }}
.spoiler:has(:focus-visible) {{ outline: 2px solid var(--ink); outline-offset: 1px; }}
[data-text].large {{ font-size: 44px; line-height: 1.2; letter-spacing: .04em; }}
.msg .bubble:has(.large) time {{ margin-top: 34px; }}
.msg .bubble:has(.large) {{
    padding: 0 4px; background: none; --bubble: none; --ink: var(--ink-of-page); --faint: var(--soft);
}}
"""
