from debug_toolbar.toolbar import debug_toolbar_urls
from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.templatetags.static import static as static_url
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from demo_site.outbox import outbox
from demo_site.tour import CARDS

home = TemplateView.as_view(template_name="home.html", extra_context={"cards": CARDS})

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("demo_site.accounts.urls")),
    path("blog/", include("demo_site.blog.urls")),
    path("shop/", include("demo_site.shop.urls")),
    path("lab/", include("demo_site.lab.urls")),
    # browsers ask for it where a page names no icon, as Django's own page of an error
    path("favicon.ico", RedirectView.as_view(url=static_url("demo/flag.svg"))),
    path("outbox/", outbox, name="outbox"),
    path("admin/", admin.site.urls),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *debug_toolbar_urls(),
]
