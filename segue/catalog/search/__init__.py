"""Search: names as people type them -> tracks, artists, albums and episodes of the catalogue.

No listener data is in here; whose search it is comes in above (`segue.flows.search`).
"""
