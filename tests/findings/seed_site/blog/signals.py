"""A receiver for most of Django's signals; they tell what they were sent."""

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.signals import got_request_exception, request_finished, request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import (
    post_delete,
    post_init,
    post_migrate,
    post_save,
    pre_delete,
    pre_init,
    pre_migrate,
    pre_save,
)
from django.dispatch import receiver


@receiver(user_logged_in, sender=User)
def login_success(sender, request, user, **kwargs):
    print("logged in:", sender, request, user, kwargs)


user_logged_in.connect(login_success, sender=User)


@receiver(user_logged_out, sender=User)
def log_out(sender, request, user, **kwargs):
    print("logged out:", sender, request, user, kwargs)


@receiver(user_login_failed)
def log_out(sender, credentials, request, **kwargs):  # noqa: F811 - the bug
    print("login failed:", sender, credentials, request, kwargs)


@receiver(pre_save, sender=User)
def at_beginning_save(sender, instance, **kwargs):
    print("pre_save:", sender, instance, kwargs)


@receiver(post_save, sender=User)
def at_ending_save(sender, instance, created, **kwargs):
    print("post_save:", "new record" if created else "update", sender, instance, kwargs)


@receiver(pre_delete, sender=User)
def at_beginning_delete(sender, instance, **kwargs):
    print("pre_delete:", sender, instance, kwargs)


@receiver(post_delete, sender=User)
def at_ending_delete(sender, instance, **kwargs):
    print("post_delete:", sender, instance, kwargs)


@receiver(pre_init, sender=User)
def at_beginning_init(sender, *args, **kwargs):
    print("pre_init:", sender, args, kwargs)


@receiver(post_init, sender=User)
def at_ending_init(sender, *args, **kwargs):
    print("post_init:", sender, args, kwargs)


@receiver(request_started)
def at_beginning_request(sender, environ, **kwargs):
    print("request_started:", sender, len(environ), kwargs)


@receiver(request_finished)
def at_ending_request(sender, **kwargs):
    print("request_finished:", sender, kwargs)


@receiver(got_request_exception)
def at_req_exception(sender, request, **kwargs):
    print("got_request_exception:", sender, request, kwargs)


@receiver(pre_migrate)
def before_install_app(sender, app_config, verbosity, interactive, using, plan, apps, **kwargs):
    print("pre_migrate:", sender, app_config, verbosity, interactive, using)


@receiver(post_migrate)
def at_end_migrate_flush(sender, app_config, verbosity, interactive, using, plan, apps, **kwargs):
    print("post_migrate:", sender, app_config, verbosity, interactive, using, len(plan), apps)


@receiver(connection_created)
def conn_db(sender, connection, **kwargs):
    print("connection_created:", sender, connection, kwargs)
