from django.http import HttpResponse


def home(request):
    10 / 0  # noqa: B018 - for got_request_exception
    return HttpResponse("Hello")
