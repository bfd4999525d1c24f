"""What the panel shows and what it can do, as plain Python with no widget in it.

Each file is one step of the panel: its facts, its actions (coroutines that end in words, never in
an exception), and whoever looks on is told when something changed.
"""
