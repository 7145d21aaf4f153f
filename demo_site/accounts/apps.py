from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class AccountsConfig(AppConfig):
    name = "demo_site.accounts"

    def ready(self) -> None:
        from demo_site.accounts import receivers

        user_logged_in.connect(receivers.record_login, dispatch_uid="accounts.record_login")
        user_logged_out.connect(receivers.record_logout)
        user_login_failed.connect(receivers.record_failed_login)
