"""The benchmark: what a delivery costs, beside the old loop, one `ui.chat_message` per view and bare sockets.

    python -m tests.load             # 200 browsers, four ways, three times each, then a room of 500
    python -m tests.load --quick     # seconds: only whether everything came once and in order
    python -m tests.load.budget      # size of the environment, idle memory, time to the first page

Each way is a server in a process of its own, and so are the browsers. Start reading at bench.py, then generator.py.
"""
