"""Whole public pages in the memory of each server process, in front of Django.

requests (which pages one memory may answer) watch (whether what was drawn is still right) pages (what is kept)
application (the WSGI application that puts them before Django's).
"""
