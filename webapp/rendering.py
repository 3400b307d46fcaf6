"""How a page becomes HTML."""

from flask import render_template

from webapp.pages.accounts import AccountPage, PasswordPage, SignInPage, UsersPage
from webapp.pages.desk import DeskPage, DuplicatesPage, FreshnessPage, MergePage, NeedPage, NeedsPage, PostNeedPage
from webapp.pages.editing import (
    ChangePage,
    ChangesPage,
    EditPage,
    ErasePage,
    OutcomePage,
    ProposalPage,
    ProposalsPage,
    StillRightPage,
    WritePage,
)
from webapp.pages.imports import ImportMappingPage, ImportPage, ImportsPage
from webapp.pages.network import (
    ConnectionPage,
    MapPage,
    OrganisationPage,
    OrganisationsPage,
    ProjectPageView,
    ProjectsPage,
    RelationsPage,
    StartPage,
    TopicPage,
    TopicsPage,
)
from webapp.pages.partners import PartnersPage, ShortlistPage, TeamPage
from webapp.pages.persons import PersonErasePage, PersonFilePage, PersonsErasePage, PersonsPage
from webapp.pages.plain import ApiPage, ErrorPage, InfoPage, WaitPage
from webapp.pages.report import (
    ComparePage,
    GapsPage,
    GapsTablePage,
    LeavingPage,
    ReportListPage,
    ReportPage,
    SchoolGapsPage,
)

AnyPage = (
    StartPage
    | OrganisationsPage
    | OrganisationPage
    | RelationsPage
    | ProjectsPage
    | ProjectPageView
    | TopicsPage
    | TopicPage
    | MapPage
    | ConnectionPage
    | PartnersPage
    | ShortlistPage
    | TeamPage
    | ReportPage
    | ReportListPage
    | GapsPage
    | GapsTablePage
    | SchoolGapsPage
    | LeavingPage
    | ComparePage
    | InfoPage
    | ApiPage
    | SignInPage
    | PasswordPage
    | AccountPage
    | UsersPage
    | PersonsPage
    | PersonFilePage
    | PersonErasePage
    | PersonsErasePage
    | EditPage
    | ErasePage
    | ChangesPage
    | ImportsPage
    | ImportPage
    | ImportMappingPage
    | WaitPage
    | ChangePage
    | ProposalsPage
    | ProposalPage
    | OutcomePage
    | NeedsPage
    | NeedPage
    | PostNeedPage
    | DeskPage
    | WritePage
    | StillRightPage
    | DuplicatesPage
    | MergePage
    | FreshnessPage
    | ErrorPage
)


def render(page: AnyPage) -> str:
    """Return the page as HTML."""
    return render_template(page.template, page=page)
