"""What those in charge do to a running case from outside its diagram, a file a deed."""

from engine.operations.cancel import cancel_case

__all__ = ["cancel_case"]
