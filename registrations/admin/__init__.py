from registrations.admin import (
    exports,
    invoice_terms,
    online_access,
    quotas,
    registrations,
    screening,
    ticket_types,
)

__all__ = [
    "exports",
    "invoice_terms",
    "online_access",
    "quotas",
    "registrations",
    "screening",
    "ticket_types",
]
