from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "demo_site.findings"
    label = "findings"
