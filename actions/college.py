"""Questions about the college, its honours, its students and its office."""

from __future__ import annotations

from actions.dialogue import AnswerAction


class ActionAnswerCollege(AnswerAction):
    """Answers from office/answers/college.py."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_college"
