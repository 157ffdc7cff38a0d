from registrations.admin import (
    exports,
    invoice_terms,
    online_access,
    registrations,
    screening,
    ticket_types,
)

__all__ = [
    "exports",
    "invoice_terms",
    "online_access",
    "registrations",
    "screening",
    "ticket_types",
]
