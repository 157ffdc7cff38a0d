from registrations.admin import exports, invoice_terms, registrations, ticket_types

__all__ = ["exports", "invoice_terms", "registrations", "ticket_types"]
