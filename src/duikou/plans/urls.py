from django.urls import URLPattern, URLResolver, path

from duikou.plans.views import keeping, policies

app_name = "plans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("policies/", policies.policies, name="policies"),
    path("policies/<uuid:policy>/", policies.policy, name="policy"),
    path("office/policies/", keeping.kept_policies, name="kept-policies"),
    path("office/policies/new/", keeping.new_policy, name="new-policy"),
    path("office/policies/<uuid:policy>/", keeping.kept_policy_page, name="kept-policy"),
    path("office/policies/<uuid:policy>/clauses/", keeping.kept_clauses, name="kept-clauses"),
    path("office/policies/<uuid:policy>/state/", keeping.policy_state, name="policy-state"),
    path("office/policies/<uuid:policy>/supersede/", keeping.supersede, name="supersede-policy"),
    path("office/policies/<uuid:policy>/supersede/<int:row>/", keeping.drop_supersession, name="drop-supersession"),
]
