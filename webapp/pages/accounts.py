"""Pages of accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask_wtf import FlaskForm

from graphdir.account import Account
from webapp.pages.parts import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    template: ClassVar[str] = "sign_in.html"
    form: FlaskForm
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPage:
    template: ClassVar[str] = "password.html"
    account: Account
    form: FlaskForm
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    template: ClassVar[str] = "account.html"
    account: Account
    form: FlaskForm
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersPage:
    template: ClassVar[str] = "users.html"
    accounts: Sequence[Account]
    names: Mapping[str, str]
    roles: Sequence[Choice]
    form: FlaskForm
    problem: str
    link: str
    mail: str
    invited: Mapping[str, str]
