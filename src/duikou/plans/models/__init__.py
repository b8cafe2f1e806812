"""Policies and their clauses."""

from duikou.plans.models.policies import Clause as Clause
from duikou.plans.models.policies import Policy as Policy
from duikou.plans.models.policies import Supersession as Supersession
