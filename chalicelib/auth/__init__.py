"""Secrets of access: making them, and the digests under which they are kept.

No storage and no clock. A secret itself is never stored: who reads the table cannot sign in.
"""
