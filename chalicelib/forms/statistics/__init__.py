"""Tallies count the codes of answers: exact, mergeable in any order, bounded in size.

Only what reads summaries imports the tallies; taking an answer imports ``codes`` alone.
"""
