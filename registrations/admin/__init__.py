from registrations.admin import exports, registrations, ticket_types

__all__ = ["exports", "registrations", "ticket_types"]
