from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from demo_site.accounts.forms import SignUpForm
from demo_site.accounts.models import Activity, Profile
from demo_site.accounts.signals import user_verified
from demo_site.accounts.tokens import make_token, user_pk


def signup(request: HttpRequest) -> HttpResponse:
    form = SignUpForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/signup.html", {"form": form})
    user = form.save()
    link = verification_link(request, user)
    send_mail("Verify your address", f"Open {link}", None, [user.email])
    # No redirect: the toolbar of this page is to show the signals of the sign-up.
    return render(request, "accounts/verify_sent.html", {"new_user": user, "link": link})


def verification_link(request: HttpRequest, user: User) -> str:
    return request.build_absolute_uri(reverse("accounts:verify", args=[make_token(user)]))


def verify(request: HttpRequest, token: str) -> HttpResponse:
    try:
        pk = user_pk(token)
    except BadSignature:
        return render(request, "accounts/verify_invalid.html", status=400)
    profile = get_object_or_404(Profile.objects.select_related("user"), user=pk)
    is_first_time = not profile.is_verified
    if is_first_time:
        profile.verify()
        user_verified.send(sender=User, user=profile.user, request=request)
    context = {"profile": profile, "is_first_time": is_first_time}
    return render(request, "accounts/verified.html", context)


@login_required
def activity(request: HttpRequest) -> HttpResponse:
    context = {
        "profile": request.user.profile,
        "activities": Activity.objects.filter(username=request.user.get_username())[:50],
        "link": verification_link(request, request.user),
    }
    return render(request, "accounts/activity.html", context)
