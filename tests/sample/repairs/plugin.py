"""Repairs to the shared parts of a building: inspect, decide, approve, order."""

from engine import (
    About,
    Case,
    Person,
    Problem,
    Role,
    Task,
    Text,
    action,
    hookimpl,
    load_forms,
    load_rules,
    load_settings,
)

heard: list[tuple[str, object]] = []  # what the plugin was told, for tests


@hookimpl
def about():
    return About(Text("维修", "Repairs"), basis="物业管理条例", number=90)


@hookimpl
def forms():
    return load_forms(__file__)


@hookimpl
def rules():
    return load_rules(__file__)


@hookimpl
def settings():
    return load_settings(__file__)


@hookimpl
def roles():
    return [
        Role("grp_inspector", Text("查勘员", "Inspector"), "CM"),
        Role("grp_chief", Text("主任", "Chief"), "SD", operates=True),
        Role("grp_keeper", Text("系统管理员", "System keeper"), "NONE", maintains=True),
        Role("grp_tenant", Text("住户", "Tenant"), "OWN"),
    ]


@hookimpl
def actions():
    return {"repairs.order": order, "repairs.fetch_price": fetch_price}


@hookimpl
def refuse(task: Task, person: Person):
    if task.element == "inspect" and person.name == "张三":
        return Text("张三已停职。", "Zhang San is suspended.")
    return None


@hookimpl
def check(task: Task, data):
    if task.form == "repairs.inspect" and data.get("cost", 0) == 13:
        return [Problem("cost", Text("不能是13。", "Not 13."))]
    return []


@hookimpl
def task_ready(task: Task):
    heard.append(("ready", task.element))


@hookimpl
def task_completed(task: Task, person: Person):
    heard.append(("completed", task.element))


@hookimpl
def case_ended(case: Case):
    heard.append(("ended", case.number))
    raise RuntimeError("a listener that fails stops nobody")


def order(cost, case):
    """Number the work order."""
    return {"order_no": f"R-{int(cost):06d}-{case.community.code}"}


@action(outside=True)
def fetch_price(key, cost):
    """Ask the price of an outside supplier; the key lets it recognise a second try."""
    return {"price": cost * 2, "price_key": key}
