"""Files of rows and figures, written piece by piece from domain models. No storage, no pages.

Loaded only for a download, never while a submission is taken.
"""
