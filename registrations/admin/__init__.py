from registrations.admin import (
    exports,
    invitation_codes,
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
    "invitation_codes",
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
