"""States of records: what a state permits, and which code runs when a state is entered.

`kernel.states` defines the machine as data. The write path calls `engine` for every change. `participants` runs code
that higher packages registered; `attribution` keeps whose performance a record is; `freezes` closes records that people decide about;
`tables` writes the machine into the documentation. The package is below `records`, so that no write can go around it.
"""
