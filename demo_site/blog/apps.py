from django.apps import AppConfig
from django.db.models.signals import m2m_changed


class BlogConfig(AppConfig):
    name = "demo_site.blog"

    def ready(self) -> None:
        from demo_site.blog import receivers
        from demo_site.blog.models import Post

        m2m_changed.connect(
            receivers.count_tags, sender=Post.tags.through, dispatch_uid="blog.count_tags"
        )
