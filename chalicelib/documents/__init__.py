"""Documents made of what is stored: their words and facts, and each format. No boto3, no chalice; returns models or markup.

The road of a submission imports nothing from here.
"""
