"""What may break, broken for real. Which test answers for which fault:

| fault | test |
|---|---|
| browser offline while others talk; messages typed meanwhile | tests/browser/test_connection.py, test_absence.py |
| server stopped and started again | test_restart.py; tests/browser/test_absence.py, test_restart.py |
| `kill -9` at any moment under load | test_kill.py |
| disk full | test_disk.py; tests/browser/test_unsent.py |
| data directory read-only or not ours | tests/store/test_database.py |
| database truncated, foreign, empty, gone, or of a newer version | tests/store/test_database.py |
| second process on the same database | tests/store/test_database.py |
| stalled reader | tests/feed/test_wire.py, tests/feed/test_socket.py, tests/api/test_dialect_faults.py |
| event loop blocked for seconds | test_restart.py |
| clock set back | tests/store/test_contract.py |
"""
