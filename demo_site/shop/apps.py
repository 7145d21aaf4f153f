from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "demo_site.shop"

    def ready(self) -> None:
        from demo_site.shop import receivers
        from demo_site.shop.signals import order_rushed, payment_failed

        # Receivers run in the order they are connected in; the second of each three raises.
        payment_failed.connect(receivers.mail_customer)
        payment_failed.connect(receivers.ask_gateway_again)
        payment_failed.connect(receivers.record_failed_payment, dispatch_uid="shop.failed_payment")

        order_rushed.connect(receivers.book_courier)
        order_rushed.connect(receivers.open_warehouse)
        order_rushed.connect(receivers.mail_tracking_code)
