"""The looks of the account page and of the ways to it; theme.py puts all looks together."""

from typing import Final

ACCOUNT_RULES: Final = """
.door .card .q-field .q-btn { margin-top: 0; min-height: 0; }
.q-field .q-btn { color: var(--soft); }
.aside { display: flex; flex-direction: column; gap: 8px; text-align: center; font-size: 15px; color: var(--soft); }
.aside p { display: flex; flex-wrap: wrap; justify-content: center; column-gap: 8px; overflow-wrap: anywhere; }
.aside a, .account a { color: var(--link); font-weight: 600; text-decoration: none; }
.aside a:hover, .account a:hover { text-decoration: underline; text-underline-offset: 3px; }
.aside .wanted { text-decoration: underline; text-underline-offset: 3px; }

/* --- the account page --- */
.account-page { min-height: 100dvh; padding: 0 16px 40px; align-items: center; gap: 20px; }
.account-head {
    width: 100%; max-width: 560px; min-height: var(--bar); display: flex; align-items: center;
    justify-content: space-between; gap: 12px;
}
.account { width: 100%; max-width: 560px; display: flex; flex-direction: column; gap: 16px; }
.account .person { display: flex; align-items: center; gap: 16px; padding: 8px 4px; min-width: 0; }
.account .person .avatar { width: 64px; height: 64px; font-size: 24px; }
.account h1 { font-size: 26px; line-height: 1.2; font-weight: 700; overflow-wrap: anywhere; }
.account > h1 { padding: 8px 4px; }
.account .person p, .account .why, .devices p { color: var(--soft); }
.account .card {
    width: 100%; background: var(--surface); border-radius: var(--radius-card); box-shadow: var(--shadow);
    padding: 22px 24px; gap: 12px; align-items: stretch;
}
.account h2 { font-size: 17px; font-weight: 650; line-height: 1.3; }
.account .why { font-size: 15px; line-height: 1.45; margin-top: -6px; }
.account .card > .q-btn { align-self: flex-start; min-height: 42px; padding: 0 20px; }
.account .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.account .row .q-btn { min-height: 42px; border-radius: 12px; }
.account .row .q-btn--outline::before { border-color: var(--edge); }
.account .grow { flex: 1; min-width: 180px; }
.account .danger { color: var(--wrong); }
.sure { width: 400px; max-width: 92vw; border-radius: var(--radius-card); padding: 24px; gap: 14px; }
.sure h2 { font-size: 19px; font-weight: 650; }
.sure p { line-height: 1.45; color: var(--soft); }
.sure .row { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; width: 100%; }
.sure .danger { color: var(--wrong); }
@media (max-width: 480px) { .account .row .q-btn { flex: 1 1 100%; } }
.door .card .q-btn--outline { margin-top: 0; border-radius: 14px; }
.q-btn--outline::before { border-color: var(--edge); }
.q-notification { --q-positive: #1a7f37; }  /* white on the framework's own is too faint to read */
.wrong { color: var(--wrong); line-height: 1.45; }
.door .wrong { text-align: center; margin-bottom: 8px; }
.aside + .q-btn, .door > .q-btn--outline { min-height: 46px; border-radius: 14px; }
.unable { font-size: 15px; line-height: 1.45; color: var(--soft); }
.hidden-name { display: none; }
.devices li { display: flex; align-items: center; gap: 14px; padding: 10px 0; border-top: 1px solid var(--line); }
.devices li:first-child { border-top: 0; padding-top: 0; }
.devices li > .q-icon { font-size: 26px; color: var(--soft); }
.devices li > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.devices b { font-weight: 600; }
.devices p { font-size: 14px; line-height: 1.4; }
"""
