"""Pikir: the forms around an event, taken, kept and summarised without a server to keep."""

__version__ = "0.1.0"
