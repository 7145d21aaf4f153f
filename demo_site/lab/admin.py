from django.contrib import admin

from demo_site.lab.models import Reading


@admin.register(Reading)
class ReadingAdmin(admin.ModelAdmin):
    list_display = ("station", "hour", "celsius")
    list_filter = ("station",)
