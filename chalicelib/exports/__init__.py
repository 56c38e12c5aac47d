"""Files of rows and figures, made piece by piece from domain models. No storage, no pages.

Loaded only where somebody downloads, never on a submission's road.
"""
