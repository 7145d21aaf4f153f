from django import forms

from demo_site.blog.models import Comment, Post, Tag


class PostForm(forms.ModelForm):
    tags = forms.ModelMultipleChoiceField(
        Tag.objects.all(), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Post
        fields = ("title", "body", "tags", "cover", "published")


class CommentForm(forms.ModelForm):
    body = forms.CharField(
        label="Your comment", max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    class Meta:
        model = Comment
        fields = ("body",)
