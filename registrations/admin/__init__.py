from registrations.admin import (
    exports,
    invoice_terms,
    online_access,
    registrations,
    review,
    review_rules,
    screening,
    ticket_types,
)

__all__ = [
    "exports",
    "invoice_terms",
    "online_access",
    "registrations",
    "review",
    "review_rules",
    "screening",
    "ticket_types",
]
