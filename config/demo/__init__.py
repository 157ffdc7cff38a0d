"""What a fresh installation shows: one event that was held, one invented that lies ahead.

The modules of content hold facts and texts and nothing else; ``loading`` writes them.
"""
