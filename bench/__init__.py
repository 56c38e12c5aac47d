"""What Pikir's speed is measured with: ``python -m bench`` (or ``make bench``).

Each figure is a ratio or a count taken in one run, side by side with its yardstick, because the
machines it runs on are shared and noisy. Nothing here is asserted by a test.
"""
