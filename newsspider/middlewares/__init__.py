"""The downloader middlewares: manners and guards for requests and responses.

To add one, add a file here and a line to `DOWNLOADER_MIDDLEWARES`.
"""
