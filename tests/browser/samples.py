"""A form and a diagram that the smoke tests show."""

from __future__ import annotations

from typing import Any

FORM: dict[str, Any] = {
    "type": "default",
    "id": "test.lamp",
    "schemaVersion": 19,
    "components": [
        {"type": "text", "id": "T1", "text": "### 登记问题\n带 * 的为必填项。"},
        {"type": "textfield", "id": "F1", "key": "title", "label": "标题",
         "validate": {"required": True, "minLength": 4, "maxLength": 60}},
        {"type": "select", "id": "F2", "key": "category", "label": "类别", "searchable": True,
         "layout": {"row": "R1", "columns": 8}, "validate": {"required": True},
         "values": [{"label": "公共设施", "value": "C02"}, {"label": "环境卫生", "value": "C01"}]},
        {"type": "number", "id": "F3", "key": "households", "label": "涉及户数", "decimalDigits": 0,
         "layout": {"row": "R1", "columns": 8}, "validate": {"min": 1}},
        {"type": "datetime", "id": "F4", "key": "seen_on", "subtype": "date",
         "dateLabel": "发现日期", "layout": {"row": "R2", "columns": 8}},
        {"type": "geo", "id": "F5", "key": "location", "label": "位置",
         "layout": {"row": "R2", "columns": 8}, "validate": {"required": True}},
        {"type": "checkbox", "id": "F6", "key": "urgent", "label": "紧急"},
        {"type": "textfield", "id": "F7", "key": "reason", "label": "紧急原因",
         "conditional": {"hide": "=urgent != true"}, "validate": {"required": True}},
        {"type": "radio", "id": "F8", "key": "channel", "label": "来源",
         "values": [{"label": "上门", "value": "visit"}, {"label": "电话", "value": "phone"}]},
        {"type": "filepicker", "id": "F9", "key": "photo", "label": "照片", "multiple": True,
         "accept": ".png,.jpg"},
        {"type": "textarea", "id": "F10", "key": "note", "label": "说明"},
    ],
}  # fmt: skip

NODES = {
    "Begin": ("startEvent", "", 160, 102, 36, 36),
    "Accept": ("userTask", "受理并联系居民", 260, 80, 120, 80),
    "Gate": ("exclusiveGateway", "能否自行解决？", 445, 95, 50, 50),
    "Solve": ("userTask", "现场解决", 560, 80, 120, 80),
    "Refer": ("userTask", "转交街道科室", 560, 210, 120, 80),
    "Done": ("endEvent", "已办结", 762, 102, 36, 36),
}
FLOWS = {
    "F_1": ("Begin", "Accept", [(196, 120), (260, 120)]),
    "F_2": ("Accept", "Gate", [(380, 120), (445, 120)]),
    "F_3": ("Gate", "Solve", [(495, 120), (560, 120)]),
    "F_4": ("Gate", "Refer", [(470, 145), (470, 250), (560, 250)]),
    "F_5": ("Solve", "Done", [(680, 120), (762, 120)]),
    "F_6": ("Refer", "Done", [(680, 250), (780, 250), (780, 138)]),
}


def diagram() -> str:
    """A laid-out BPMN process of three tasks."""
    elements = "".join(
        f'<{kind} id="{key}" name="{name}"/>' for key, (kind, name, *_) in NODES.items()
    )
    elements += "".join(
        f'<sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}"/>'
        for key, (source, target, _) in FLOWS.items()
    )
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
        for key, (_, _, x, y, width, height) in NODES.items()
    )
    shapes += "".join(
        f'<bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}">'
        + "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        + "</bpmndi:BPMNEdge>"
        for key, (_, _, points) in FLOWS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
        'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
        'id="d" targetNamespace="urn:test">'
        f'<process id="lamp" isExecutable="true">{elements}</process>'
        f'<bpmndi:BPMNDiagram id="b"><bpmndi:BPMNPlane id="p" bpmnElement="lamp">{shapes}'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    )
