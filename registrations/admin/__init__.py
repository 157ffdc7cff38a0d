from registrations.admin import exports, invoice_terms, registrations, screening, ticket_types

__all__ = ["exports", "invoice_terms", "registrations", "screening", "ticket_types"]
