from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "demo_site.findings"
    label = "findings"

    def ready(self) -> None:
        from demo_site.findings.charts import currents, tides  # noqa: F401
        from demo_site.findings.receivers import (  # noqa: F401
            costs,
            failed,
            ice,
            never_ran,
            too_early,
            too_often,
        )
