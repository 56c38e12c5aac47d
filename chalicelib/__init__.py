"""Pikir: the forms around an event, taken, kept and summarised without a server to keep."""
