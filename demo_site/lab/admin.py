from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from demo_site.lab.models import Buoy, Chart, Lamp, Lighthouse, Port, Reading, Route


@admin.register(Reading)
class ReadingAdmin(admin.ModelAdmin):
    list_display = ("station", "hour", "celsius")
    list_filter = ("station",)


@admin.register(Buoy)
class BuoyAdmin(admin.ModelAdmin):
    list_display = ("name", "colour")


class LampInline(admin.TabularInline):
    model = Lamp
    extra = 1


@admin.register(Lighthouse)
class LighthouseAdmin(admin.ModelAdmin):
    inlines = (LampInline,)


@admin.register(Route)
class RouteAdmin(admin.ModelAdmin):
    filter_horizontal = ("ports",)


@admin.register(Chart)
class ChartAdmin(SimpleHistoryAdmin):
    list_display = ("title", "depth")


admin.site.register(Port)
