"""What the answers to a form decide: which questions are asked, what is calculated, what is refused."""
