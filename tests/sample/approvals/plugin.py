"""Approving a document: drafted, reviewed, signed jointly, approved, issued."""

from engine import About, Role, Text, hookimpl, load_forms


@hookimpl
def about():
    return About(Text("文件审批", "Documents"), basis="党政机关公文处理工作条例", number=92)


@hookimpl
def forms():
    return load_forms(__file__)


@hookimpl
def roles():
    return [
        Role("grp_doc_drafter", Text("拟稿人", "Drafter"), "CM"),
        Role("grp_doc_reviewer", Text("核稿人", "Reviewer"), "CM"),
        Role("grp_doc_signer", Text("会签人", "Joint signer"), "CM"),
        Role("grp_doc_chief", Text("签发人", "Approver"), "SD", operates=True),
    ]
