"""Clerks need none of the tables of allauth: accounts have pages of their own, secrets have none."""

from allauth.account import admin as account_admin  # registers, so that it can be taken back
from allauth.mfa import admin as mfa_admin
from allauth.socialaccount import admin as provider_admin
from allauth.usersessions import admin as session_admin
from django.contrib import admin

for module in (account_admin, mfa_admin, provider_admin, session_admin):
    for model in [
        model
        for model in admin.site._registry
        if type(admin.site._registry[model]).__module__ == module.__name__
    ]:
        admin.site.unregister(model)
