"""Measure Pikir's speed: ``python -m bench`` (or ``make bench``).

Each figure is a ratio or a count taken in one run, side by side with its yardstick, because the machines
that it runs on are shared and noisy. ``python -m bench --against FOLDER`` (``make bench AGAINST=FOLDER``)
takes another checkout as the yardstick. No test asserts a figure.
"""
