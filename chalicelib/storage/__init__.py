"""DynamoDB and S3 only. Takes and returns domain models; raises ``errors.*`` and the exceptions below.

``keys`` spells every key, ``table`` is the only way to DynamoDB, and each noun has one file with its
store and its ``to_item`` and ``from_item``. botocore's errors end in ``table``; a store raises what a
refused condition means.
"""
