"""What happens to an order. The sender is always the Order class."""

from django.dispatch import Signal

# Provides: order, the new Order; user, the User who placed it. Sent inside the transaction.
order_placed = Signal()

# Provides: order, the completed Order; user, the User who completed it.
order_completed = Signal()

# Provides: order, the Order still to be paid; reason, why the card was declined.
payment_failed = Signal()

# Provides: order, the Order that is to leave at once. One of its receivers always raises.
order_rushed = Signal()
