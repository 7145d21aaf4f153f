from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "demo_site.lab"

    def ready(self) -> None:
        from demo_site.lab import almanac, harbour, pilots, quay, receivers, watch  # noqa: F401
