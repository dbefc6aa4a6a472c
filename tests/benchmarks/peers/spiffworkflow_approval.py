"""One approval by SpiffWorkflow: two user tasks, kept as JSON in a table of our own.

The library keeps nothing itself; between two people its state has to lie somewhere.
"""

import sqlite3
from io import BytesIO

from approvals import arguments, tell
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
  targetNamespace="http://localhost">
 <process id="approval" isExecutable="true">
  <startEvent id="start"><outgoing>a</outgoing></startEvent>
  <sequenceFlow id="a" sourceRef="start" targetRef="endorse"/>
  <userTask id="endorse"><incoming>a</incoming><outgoing>b</outgoing></userTask>
  <sequenceFlow id="b" sourceRef="endorse" targetRef="approve"/>
  <userTask id="approve"><incoming>b</incoming><outgoing>c</outgoing></userTask>
  <sequenceFlow id="c" sourceRef="approve" targetRef="end"/>
  <endEvent id="end"><incoming>c</incoming></endEvent>
 </process>
</definitions>"""
PEOPLE = ("house", "chancellery")

file, synchronous, times = arguments()
database = sqlite3.connect(file, isolation_level=None)
database.execute("PRAGMA journal_mode=WAL")
database.execute(f"PRAGMA synchronous={synchronous}")
database.execute("CREATE TABLE flow (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
serializer = BpmnWorkflowSerializer()
parser = BpmnParser()
parser.add_bpmn_io(BytesIO(DIAGRAM))
specification = parser.get_spec("approval")


def begin() -> int:
    """Start a workflow and keep it; returns its key."""
    workflow = BpmnWorkflow(specification)
    workflow.do_engine_steps()
    state = serializer.serialize_json(workflow)
    return database.execute("INSERT INTO flow (state) VALUES (?)", (state,)).lastrowid


def decide(key: int, person: str) -> BpmnWorkflow:
    """Load the workflow, complete its open task, and keep it, in one transaction."""
    database.execute("BEGIN IMMEDIATE")
    (state,) = database.execute(
        "SELECT state FROM flow WHERE id = ?", (key,)
    ).fetchone()
    workflow = serializer.deserialize_json(state)
    (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
    task.data["by"] = person
    task.run()
    workflow.do_engine_steps()
    changed = (serializer.serialize_json(workflow), key)
    database.execute("UPDATE flow SET state = ? WHERE id = ?", changed)
    database.execute("COMMIT")
    return workflow


def approve() -> None:
    """Make one approval, of three transactions."""
    key = begin()
    workflows = [decide(key, person) for person in PEOPLE]
    assert workflows[-1].completed


tell(file, approve, times)
