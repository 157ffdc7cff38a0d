from registrations.admin import (
    exports,
    invoice_terms,
    online_access,
    questions,
    quotas,
    registrations,
    review,
    review_rules,
    screening,
    session_seats,
    ticket_types,
)

__all__ = [
    "exports",
    "invoice_terms",
    "online_access",
    "questions",
    "quotas",
    "registrations",
    "review",
    "review_rules",
    "screening",
    "session_seats",
    "ticket_types",
]
