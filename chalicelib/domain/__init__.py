"""Pure rules and models of events, registrations, responses and summaries.

No I/O, no clock, no randomness: time and ids are arguments. Models are frozen; what cannot be is
refused with an ``errors.Refusal``.
"""
