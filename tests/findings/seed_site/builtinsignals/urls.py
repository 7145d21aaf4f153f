from blog import views
from debug_toolbar.toolbar import debug_toolbar_urls
from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("home/", views.home),
    *debug_toolbar_urls(),
]
