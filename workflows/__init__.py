"""BPMN diagrams and their scenarios: data that designers edit, no code."""
