from django.contrib import admin

from demo_site.accounts.models import Activity, Profile


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin):
    list_display = ("user", "verified_at")
    list_select_related = ("user",)


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin):
    list_display = ("username", "event", "created_at")
    list_filter = ("event",)
