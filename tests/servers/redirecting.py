"""Addresses of the demo site, and one more: it writes and redirects to a page that reads."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from demo_site.urls import urlpatterns as demos

PAGE = "<html><body>{}</body></html>"


@csrf_exempt
def write(request):
    Group.objects.create(name=request.POST["name"])
    return HttpResponseRedirect("/groups/")


def read(request):
    return HttpResponse(PAGE.format(Group.objects.count()))


urlpatterns = [path("write/", write), path("groups/", read), *demos]
