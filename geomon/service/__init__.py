"""One function per thing that a person does with a workspace; pages and commands call these and nothing below."""

from geomon.service.building import BuildReport, Difference, ImportReport
from geomon.service.cards import Catalog, SiteCard, TaskCard, Unlocated
from geomon.service.desk import Service, open_service
from geomon.service.workspace import demo_workspace, find_workspace, init_workspace

__all__ = ["BuildReport", "Catalog", "Difference", "ImportReport", "Service", "SiteCard", "TaskCard", "Unlocated", "demo_workspace",
           "find_workspace", "init_workspace", "open_service"]
