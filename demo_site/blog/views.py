from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, DeleteView, DetailView, ListView, UpdateView

from demo_site.blog.forms import CommentForm, PostForm
from demo_site.blog.models import Comment, Post, Tag
from demo_site.blog.signals import comment_flagged, new_comment_added, notification


class PostList(ListView):
    """Posts, newest first: all, those of a tag, or those that a search found."""

    template_name = "blog/list.html"

    def get_queryset(self) -> QuerySet[Post]:
        posts = Post.objects.visible_to(self.request.user)
        if words := self.request.GET.get("q", "").strip():
            posts = posts.matching(words)
        if tag := self.request.GET.get("tag"):
            posts = posts.filter(tags__name=tag)
        return posts.select_related("author").prefetch_related("tags")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tags=Tag.objects.filter(post_count__gt=0), **kwargs)


class PostDetail(DetailView):
    template_name = "blog/detail.html"

    def get_queryset(self) -> QuerySet[Post]:
        return Post.objects.visible_to(self.request.user).select_related("author")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**comments_of(self.object), **kwargs)


def comments_of(post: Post) -> dict[str, Any]:
    """Return what the detail page needs to show the comments and to take one more."""
    comments = post.comments.select_related("author").prefetch_related("flags")
    return {"comments": comments, "form": CommentForm()}


class PostCreate(LoginRequiredMixin, SuccessMessageMixin, CreateView):
    model = Post
    form_class = PostForm
    template_name = "blog/form.html"
    success_message = "“%(title)s” is saved."

    def form_valid(self, form: ModelForm) -> HttpResponse:
        form.instance.author = self.request.user
        return super().form_valid(form)


class OwnPostMixin(LoginRequiredMixin):
    """Lets authors reach their own posts, and nobody else's."""

    def get_queryset(self) -> QuerySet[Post]:
        return Post.objects.filter(author=self.request.user)


class PostUpdate(OwnPostMixin, SuccessMessageMixin, UpdateView):
    form_class = PostForm
    template_name = "blog/form.html"
    success_message = "“%(title)s” is saved."


class PostDelete(OwnPostMixin, SuccessMessageMixin, DeleteView):
    template_name = "blog/confirm_delete.html"
    success_url = reverse_lazy("blog:list")
    success_message = "The post is deleted."


@login_required
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("author")
    post = get_object_or_404(posts, slug=slug)
    form = CommentForm(request.POST or None, instance=Comment(post=post, author=request.user))
    if form.is_valid():
        new_comment_added.send(sender=Comment, comment=form.save())
        messages.success(request, "Your comment is posted, and the author has a mail.")
        return redirect(post)
    return render(request, "blog/detail.html", {"post": post, **comments_of(post), "form": form})


@login_required
@require_POST
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user)
    flagged = get_object_or_404(Comment.objects.select_related("post"), pk=pk, post__in=posts)
    comment_flagged.send(sender=Comment, comment=flagged, user=request.user)
    messages.success(request, "The moderators were told about the comment.")
    return redirect(flagged.post)


def notify(request: HttpRequest) -> HttpResponse:
    users = ["Ada Lovelace", "Grace Hopper"]
    responses = notification.send(sender=None, request=request, users=users)
    return render(request, "blog/notify.html", {"users": users, "responses": responses})
