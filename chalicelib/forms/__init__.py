"""The form engine, pure: definitions, question types, answers, statistics.

It reads no storage, clock or settings. What depends on an event, such as its categories and its time zone,
is an argument. Bad input of any kind raises an ``errors.Refusal``.
"""
