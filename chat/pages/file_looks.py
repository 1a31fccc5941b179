"""The looks of files: chips over the composer, pictures, sounds, films, cards, the lightbox; for theme.py."""

from typing import Final

FILE_RULES: Final = """
.composer .uploads { width: auto; max-height: none; background: none; border-radius: 0; }
.uploads > .q-uploader__header, .uploads > .q-uploader__dnd { display: none; }
.uploads > .q-uploader__list {
    display: flex; flex-flow: row wrap; gap: 6px; padding: 0; min-height: 0; max-height: 148px;
}
.uploads > .q-uploader__list:not(:empty) { padding: 0 2px 8px; }
.upload {
    display: flex; align-items: center; gap: 8px; max-width: 100%; padding: 5px 5px 5px 14px; border-radius: 12px;
    border: 1px solid var(--line); font-size: 14px; line-height: 1.4; overflow: hidden;
    background: linear-gradient(var(--primary), var(--primary)) 0 100% / calc(var(--done, 0) * 100%) 3px no-repeat;
    background-color: var(--surface);
}
.upload[data-status=uploaded] { background: var(--surface); }
.upload[data-status=failed] { background: var(--surface); border-color: var(--wrong); }
.upload span {
    flex: 0 1 auto; min-width: 0; max-width: 260px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
}
.upload small { flex: none; color: var(--soft); font-size: 12px; }
.upload button {
    flex: none; width: 30px; height: 30px; padding: 0; border: 0; border-radius: 50%; background: none;
    color: var(--soft);
    font-size: 14px; line-height: 1; cursor: pointer;
}
.upload button::before { content: '✕'; }
.upload .again::before { content: '↻'; font-size: 18px; color: var(--link); }
.upload button:hover { background: var(--hover); color: inherit; }
.composer .attach .q-icon { color: var(--soft); }
.drop {
    position: fixed; inset: 0; z-index: 5000; display: none; align-items: center; justify-content: center;
    padding: 24px;
    text-align: center; font-size: 22px; font-weight: 650; color: var(--ink-of-page); pointer-events: none;
    background: color-mix(in srgb, var(--room) 86%, transparent);
}
.drop::before {
    content: ''; position: absolute; inset: 16px; border: 2px dashed var(--primary); border-radius: var(--radius-card);
}
body[data-drop] .drop { display: flex; }

.files { display: flex; flex-direction: column; gap: 6px; margin: 2px -6px 4px; }
.files + .text:has(> p:empty) { padding-bottom: 4px; }
.files + .text:has(> p:empty) time { margin-block-start: 4px; }
.pictures {
    display: grid; grid-template-columns: auto; justify-content: start; gap: 4px; border-radius: 13px;
    overflow: hidden;
}
.picture {
    display: block; padding: 0; border: 0; background: var(--hover); cursor: zoom-in; border-radius: 4px;
    overflow: hidden;
    line-height: 0; max-width: 100%;
}
.picture img { display: block; max-width: 100%; height: auto; }
.pictures:not([data-n="1"]) { grid-template-columns: repeat(2, minmax(0, 180px)); }
.pictures[data-n="3"], .pictures:has(> :nth-child(5)) { grid-template-columns: repeat(3, minmax(0, 130px)); }
.pictures:not([data-n="1"]) .picture { aspect-ratio: 1; }
.pictures:not([data-n="1"]) img { width: 100%; height: 100%; object-fit: cover; }
.picture:focus-visible { outline-offset: -3px; outline-color: #fff; box-shadow: inset 0 0 0 3px var(--primary); }
.files .card {
    display: flex; align-items: center; gap: 10px; min-width: 0; max-width: 364px; padding: 7px 12px 7px 7px;
    border-radius: 12px;
    background: var(--quote); color: inherit; text-decoration: none;
}
.files .card:hover .about-file > span { text-decoration: underline; text-underline-offset: 2px; }
.ending {
    flex: none; width: 42px; height: 42px; display: flex; align-items: center; justify-content: center;
    border-radius: 9px;
    background: var(--fill); color: #fff; font-size: 11.5px; font-weight: 700; letter-spacing: .02em;
}
.about-file { min-width: 0; display: flex; flex-direction: column; line-height: 1.35; }
.about-file > span { overflow-wrap: anywhere; font-size: 14px; }
.about-file > small { font-size: 12px; color: var(--faint); }
.sound, .film { display: flex; flex-direction: column; gap: 6px; }
.body--dark audio { color-scheme: dark; }
.sound audio { width: 364px; max-width: 100%; height: 40px; }
.film video { width: 364px; max-width: 100%; aspect-ratio: 16 / 9; border-radius: 12px; background: #000; }

.light {
    display: grid; grid-template: auto 1fr / 1fr; width: 100%; height: 100%; max-height: none; background: #0b0c0e;
    color: #fff;
    box-shadow: none;
}
.light-head { display: flex; align-items: center; gap: 10px; padding: 8px 8px 8px 18px; min-width: 0; }
.light-name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 15px; }
.light-count { color: #c5c9d0; font-size: 14px; font-variant-numeric: tabular-nums; }
.light-save {
    display: inline-flex; width: 42px; height: 42px; align-items: center; justify-content: center;
    border-radius: 50%; color: inherit;
    font-size: 24px;
}
.light-save:hover { background: #ffffff1f; }
.light > img {
    grid-area: 2 / 1; place-self: center; max-width: 100%; max-height: calc(100dvh - 70px); width: auto; height: auto;
    object-fit: contain; padding: 0 8px 12px;
}
.light-step { grid-area: 2 / 1; align-self: center; margin: 0 10px; background: #0009 !important; }
.light:focus-visible { outline: 0; }
.light-step.disabled { opacity: 0 !important; pointer-events: none; }
.light-step.back { justify-self: start; }
.light-step.on { justify-self: end; }
"""
