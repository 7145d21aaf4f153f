"""What happens to a model's rows and whom it is told: from models and connections alone.

Nothing is run or queried: fields, relations and the registry say what can be known.
"""

from .explanation import explain

__all__ = ["explain"]
