"""One function per thing that a person does with a workspace; pages and commands call these and nothing below."""

from geomon.service.building import BuildReport
from geomon.service.cards import Catalog, SiteCard, TaskCard, Unlocated
from geomon.service.desk import Service
from geomon.service.differences import KINDS, Difference, LastImport
from geomon.service.entrance import open_service, staying
from geomon.service.importing import ImportReport, Preview
from geomon.service.listing import DocumentLine
from geomon.service.points import Mark, Option, Point, ReviewLine, ReviewSheet, TaskSheet
from geomon.service.searching import Hit
from geomon.service.settling import Answer
from geomon.service.workspace import demo_workspace, find_workspace, init_workspace

__all__ = ["KINDS", "Answer", "BuildReport", "Catalog", "Difference", "DocumentLine", "Hit", "ImportReport", "LastImport", "Mark", "Option",
           "Point", "Preview", "ReviewLine", "ReviewSheet", "Service", "SiteCard", "TaskCard", "TaskSheet", "Unlocated", "demo_workspace",
           "find_workspace", "init_workspace", "open_service", "staying"]
