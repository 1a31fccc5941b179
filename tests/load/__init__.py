"""The benchmark: what a delivery costs, beside the old loop, one `ui.chat_message` per view and bare sockets.

    python -m tests.load             # 200 browsers, four ways, three times in turn, then a room of 500: minutes
    python -m tests.load --quick     # seconds: only whether everything came once and in order
    python -m tests.load.budget      # size of the environment, idle memory, time to the first page, other hosts

A round is one server (servers/, or main.py as it is) and one load generator, each a process of its own on 127.0.0.1.
The generator lets N browsers in as a browser comes in: the join form, its cookie, the page, then NiceGUI's socket
with all that nicegui.js and feed.js say on it. One more participant sends: first one message at a time, the next when
everybody has the last, which is measured; then many at once, which tries the order.

- *CPU per delivery* is the server process's CPU time over the measured messages, read from outside, without what it
  uses when nothing is said, by messages x browsers. Ratios are taken round by round.
- *p50, p99* reach from the sender's writing to each browser's receiving. The generator's own work is in them.
- *KB a browser* is what resident memory grew by, after a first browser had come and gone.
- Every browser checks what it would show: each number once and in order. One fault, or one browser dropped, and the
  run prints FAILED and exits 1; `--fault` proves that it does. A target that is not met exits 2.

Start reading at bench.py, then generator.py and browser.py.
"""
