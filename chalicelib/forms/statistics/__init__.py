"""Tallies: what a question's tokens come to. Exact, mergeable in any order, bounded in size.

Only what reads summaries imports this package; taking answers does not.
"""
