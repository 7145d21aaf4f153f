from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "demo_site.lab"

    def ready(self) -> None:
        from demo_site.lab import receivers  # noqa: F401
