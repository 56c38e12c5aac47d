"""Mail: writing letters and handing them to SES. Imports no storage and no pages.

``letters`` writes a template's text, ``sender`` hands a letter to SES, ``queue`` wakes the function
that sends. A submission loads only ``queue``.
"""
