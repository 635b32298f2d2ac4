"""One case: what is known of it, where it stands, what happened."""

from admin.cases.joins import join_pages
from admin.cases.operate import operate_pages
from admin.cases.views import case_pages

__all__ = ["case_pages", "join_pages", "operate_pages"]
