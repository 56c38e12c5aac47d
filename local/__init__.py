"""The local stack: what `make run` starts and what tests borrow. Never part of a deployment."""
