"""What a request passes on its way out and an answer on its way back: the manners and the guards.

A further one is one file and one line of `DOWNLOADER_MIDDLEWARES`.
"""
