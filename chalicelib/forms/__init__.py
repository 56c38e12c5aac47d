"""The form engine, pure: definitions, questions, answers, statistics.

No storage, no clock, no settings: what depends on an event (its categories, its time zone) is an
argument. Raises ``errors.Refusal`` and nothing else for whatever was sent.
"""
