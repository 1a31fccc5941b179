"""The looks of the administration page; theme.py puts all looks together."""

from typing import Final

ADMIN_RULES: Final = """
.admin-page .account-head, .account.admin { max-width: 860px; }
.account.admin { gap: 12px; }
.admin-tabs { width: 100%; color: var(--soft); }
.admin-tabs .q-tabs__content { flex-wrap: wrap; justify-content: flex-start; overflow: visible; }
.admin-tabs .q-tab--inactive { opacity: 1; }
.admin-tabs .q-tab { flex: none; border-radius: 12px; min-height: 42px; }
.admin-tabs .q-tab--active { color: var(--primary); }
.admin-tabs .q-tab__label { font-size: 15px; font-weight: 600; }
.admin-panels { width: 100%; background: none; color: inherit; overflow: visible; }
.admin-panels .q-tab-panel { padding: 4px 0; overflow: visible; }
.admin-panels > .q-panel, .admin-panels .q-panel { overflow: visible; }
.listing-head { display: flex; align-items: center; gap: 8px; min-height: 40px; }
.listing-head > .q-btn { margin-left: auto; color: var(--soft); }
.listing-head .q-field { max-width: 420px; }
.pager { justify-content: flex-end; }
.account .pager .q-btn { flex: 0 0 auto; }
.devices .nothing { color: var(--soft); }
.devices li > .face { flex: none; }
.devices .avatar { width: 36px; height: 36px; font-size: 14px; }
.devices .reported { font-size: 15px; line-height: 1.45; overflow-wrap: anywhere; }
.settings-list .value { float: inline-end; color: var(--ink-of-page); overflow-wrap: anywhere; padding-left: 12px; }
.health { font-weight: 600; font-size: 16px; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); column-gap: 32px; }
.facts li {
    display: flex; justify-content: space-between; gap: 16px; padding: 9px 0; border-top: 1px solid var(--line);
}
.facts .value { font-weight: 600; text-align: end; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.facts li > span:first-child { color: var(--soft); }
.q-menu .danger { color: var(--wrong); }
@media (max-width: 480px) {
    .account.admin .card { padding: 18px 16px; }
    .admin-tabs .q-tab { padding: 0 9px; min-height: 40px; }
    .admin-tabs .q-tab__label { font-size: 14px; }
}
"""
