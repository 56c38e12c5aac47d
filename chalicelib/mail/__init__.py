"""Letters: what they say, and handing them to SES. Imports no storage, no pages.

``letters`` says what a template needs and puts it into words, ``sender`` hands a letter over.
Everything here is loaded only where mail is sent, never on a submission's road.
"""
