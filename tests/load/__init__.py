"""The benchmark: what a delivery costs in this chat, beside every other way to bring a message to everybody.

    python -m tests.load             # the whole proof, some twenty minutes: the table, a line a target, docs/load.png
    python -m tests.load --quick     # a small room: only whether everything came once and in order
    python -m tests.load --only ours --against ../before    # two checkouts of this chat in turn
    python -m tests.load --scenes departures    # connections break: every view ends equal to the store
    python -m tests.load.soak --hours 24        # whether anything grows, or is lost, in time
    python -m tests.load --scenes screen        # only what a message costs in Chromium, in some two minutes
    python -m tests.load.budget      # size of the environment, idle memory, time to the first page, other hosts

A round is one server (servers/, or main.py as it is) and one load generator, each a process of its own on 127.0.0.1.
The generator lets N browsers in as a browser comes in: the join form, its cookie, the page, then NiceGUI's socket
with all that nicegui.js and feed.js say on it. One more participant sends: first one message at a time, the next when
everybody has the last, which is measured; then many at once, which tries the order.

- *CPU per delivery* is the server process's CPU time over the measured messages, read from outside, without what it
  uses when nothing is said, by messages x browsers. Ratios are taken round by round.
- *p50, p99* reach from the sender's writing to each browser's receiving. The generator's own work is in them.
- *KB a browser* is what resident memory grew by when everything was said, after a first browser had come and gone.
- Every browser checks what it would show: each number once and in order. One fault, or one browser dropped, and the
  run prints FAILED and exits 1; `--fault` proves that it does. A target that is not met exits 2.

A scene (scenes/) is played on one server without and with something beside it, in turn: a burst, readers that stall,
people that come in, many rooms. Everybody else's p99 is compared. In departures.py connections break, and what each
view shows is compared with the store; broken.py proves that a fault is found.

Start reading at bench.py, then generator.py and browser.py. A further part of the proof hands in a `report.Part`.
"""
