"""Asking by a form: what its page holds, and what the page sent."""

from flask import Blueprint

from admin.asking.asked import Asked
from admin.asking.sent import sent_answers

asking_parts = Blueprint("asking", __name__, template_folder="templates")

__all__ = ["Asked", "asking_parts", "sent_answers"]
