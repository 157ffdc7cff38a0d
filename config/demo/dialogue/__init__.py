"""The invented event: its organizations, its people, its programme and who registers for it.

Nothing here is real. Names of persons and organizations are made up, addresses are in the domains
that are reserved for examples (RFC 2606).
"""
