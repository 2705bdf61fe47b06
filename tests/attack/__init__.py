"""Attacks on everything that answers: all addresses, as everybody, with everything.

The suite finds what there is by itself: a new room is attacked the day it lands.

| Module | Finds or makes |
|---|---|
| `surface` | every address of the URL map, and of an OpenAPI document |
| `world` | two partnerships with a row in every table, and who looks at them |
| `spying` | every row of every table, as the owner sees them |
| `visiting` | a browser in a hat, and what every answer of the house must be like |
| `crawling` | every page that a hat is led to, and every form on it |
| `payloads` | what is sent |

A room furnishes the world with rows of its own in `doors_testing.py` (see
`concord.access.doors`): a test fails for a table in which the world has no row.
"""
