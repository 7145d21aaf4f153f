from debug_toolbar.toolbar import debug_toolbar_urls
from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from demo_site.outbox import outbox
from demo_site.tour import CARDS

home = TemplateView.as_view(template_name="home.html", extra_context={"cards": CARDS})

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("demo_site.accounts.urls")),
    path("blog/", include("demo_site.blog.urls")),
    path("shop/", include("demo_site.shop.urls")),
    path("lab/", include("demo_site.lab.urls")),
    path("outbox/", outbox, name="outbox"),
    path("admin/", admin.site.urls),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *debug_toolbar_urls(),
]
