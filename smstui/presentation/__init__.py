"""Render records, plans, findings and times as lines of text with a role.

Pure. The console and the command line place these lines and paint their roles.
"""
