from django.contrib import admin

from demo_site.blog.models import Comment, Flag, Post, SearchEntry, Tag


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ("title", "author", "published", "created_at")
    list_filter = ("published", "tags")
    list_select_related = ("author",)
    filter_horizontal = ("tags",)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "post_count")


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ("body", "author", "post", "created_at")
    list_select_related = ("author", "post")


admin.site.register([Flag, SearchEntry])
