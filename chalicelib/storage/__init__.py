"""DynamoDB and S3 only: takes and returns domain models, raises ``errors.*`` and what is named here.

``keys`` spells every key, ``table`` is the one way to the table, and each noun has one file.
The errors of botocore die in ``table``; a store turns a refused condition into what it means.
"""
