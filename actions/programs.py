"""Questions about programs: which there are, how they run, to what they lead."""

from __future__ import annotations

from actions.dialogue import AnswerAction


class ActionAnswerPrograms(AnswerAction):
    """Answers from office/answers/programs.py."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_programs"
