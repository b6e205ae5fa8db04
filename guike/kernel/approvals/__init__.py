"""Approvals, decided without a database.

`shapes`: what a flow is (steps in groups) and what a run of it is (steps that are open or over, seats, tasks).
`rules`: when a seat and a step are decided. `running`: what every act does to a run. `checking`: whether a flow may be
published. The platform package `approvals` loads a run, lets one of these functions change it, and stores what differs.
"""
