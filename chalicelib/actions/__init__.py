"""What can be done with Pikir: load, authorise, decide, save; one function per use case.

The first parameter is always the ``Services``, the second whoever asks; what comes back is a domain model.
An action never makes what it works with: ``wiring`` does.
"""
