"""Criteria: declarative, versioned, dated documents, evaluated line by line over typed facts (rule 4). Pure.

`document.parse(text)` reads and checks; `evaluate.judge(criteria, facts)` answers approve, review or ask with one line
per clause. There is no fourth answer: `Outcome` has three members, and a document that names another does not load.
"""

from .document import parse
from .evaluate import judge, judge_all
from .model import BadCriteria, Criteria, Issue, Judgement, Line, Outcome

__all__ = ["BadCriteria", "Criteria", "Issue", "Judgement", "Line", "Outcome", "judge", "judge_all", "parse"]
