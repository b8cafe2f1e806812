"""Every problem has a page that says what happened and what to do next, in the reader's language."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import path

from duikou.base.views import problems
from duikou.config import urls


def raising(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *urls.urlpatterns,
    path("raise-400", raising(SuspiciousOperation("odd"))),
    path("raise-403", raising(PermissionDenied())),
    path("raise-413", raising(RequestDataTooBig("much"))),
    path("raise-500", raising(RuntimeError("secret detail"))),
    path("raise-503", raising(OperationalError("secret detail"))),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def asking(settings):
    """A client that is shown the pages instead of the errors."""
    settings.ROOT_URLCONF = __name__
    return lambda language: Client(raise_request_exception=False, headers={"accept-language": language})


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("number", "address", "english", "chinese"),
    [
        (400, "/raise-400", "This request could not be read", "无法读取这次请求"),
        (403, "/raise-403", "This page is not for this account", "当前账号不能查看这个页面"),
        (404, "/no-such-page", "There is no such page", "没有这个页面"),
        (413, "/raise-413", "That is too much at once", "提交的内容太大"),
        (500, "/raise-500", "Something went wrong here", "系统出了点问题"),
        (503, "/raise-503", "We cannot answer at the moment", "暂时无法提供服务"),
    ],
)
def test_a_problem_is_explained_in_both_languages(asking, number, address, english, chinese):
    for language, title, step in (("en", english, "What you can do"), ("zh", chinese, "您可以这样做")):
        response = asking(language).get(address)
        page = response.content.decode()
        assert response.status_code == number
        assert f"<h1>{title}</h1>" in page
        assert step in page
        assert "secret detail" not in page
        assert 'href="/"' in page


@pytest.mark.filterwarnings("ignore")
def test_the_page_for_a_broken_server_needs_no_database(rf):
    """Without the django_db mark any query would fail."""
    assert problems.broken(rf.get("/")).status_code == 500


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_advice(rf):
    response = problems.form_expired(_with_user(rf.post("/")))
    assert response.status_code == 403
    assert "reload" in response.content.decode() or "刷新" in response.content.decode()


def _with_user(request):
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    return request
