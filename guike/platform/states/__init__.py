"""States of records: what a state admits, and who takes part when one is entered.

`kernel.states` holds the machine as data; `engine` is asked by the write path of every change; `participants` runs what
higher packages registered; `approvals` says whether a step has to be approved; `tables` writes the machine into the
documentation. The package stands below `records`, since no write may pass it by.
"""
