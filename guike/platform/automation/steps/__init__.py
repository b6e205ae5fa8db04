"""The kinds of steps: what each needs, does, plans and may cause."""
