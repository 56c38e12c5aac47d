"""PURE. Forms of the project's own words in Kazakh, Russian and English: cases, numbers, counting, dates, lists.

The vocabulary is closed (``terms``). What people typed, and every name of a person, is never inflected.
"""
