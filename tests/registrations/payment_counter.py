"""A payment provider for the tests: it signs its notices, as real ones do."""

import hashlib
import hmac
import json
from decimal import Decimal

from registrations.payments import NotAuthentic, PaymentNotice, PaymentProvider

KEY = b"agreed with the provider"


def signature(body: bytes) -> str:
    return hmac.new(KEY, body, hashlib.sha256).hexdigest()


class Counter(PaymentProvider):
    key = "counter"
    label = "Pay at the counter"

    def begin(self, invoice, *, return_url, notice_url):
        return f"https://counter.example/pay?invoice={invoice.number}&back={return_url}&notice={notice_url}"

    def read_notice(self, request):
        if not hmac.compare_digest(request.headers.get("Signature", ""), signature(request.body)):
            raise NotAuthentic
        said = json.loads(request.body)
        return PaymentNotice(said["invoice"], Decimal(said["amount"]), said["currency"], said["reference"])
