"""Secrets of access: making them, and hashing them for storage.

No storage and no clock. A secret itself is never stored: whoever reads the table cannot sign in.
"""
