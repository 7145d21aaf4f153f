"""Objects as text, and as what rows share: names, places, senders, arguments; secrets masked.

Nothing here runs the user's code.
"""
