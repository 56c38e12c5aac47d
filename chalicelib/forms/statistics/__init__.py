"""Tallies: what a question's tokens come to. Exact, mergeable in any order, bounded in size.

Only what reads summaries imports the tallies; taking answers imports no more than ``instances``.
"""
