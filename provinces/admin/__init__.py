from . import body, editor, province, task

__all__ = ["body", "editor", "province", "task"]
