"""The official Python client, signed in, against the product.

    signed_in.py URL TOKEN
"""

import sys

from convex import ConvexClient, ConvexError

URL, TOKEN = sys.argv[1:]
FIRST_PAGE = {"paginationOpts": {"numItems": 50.0, "cursor": None}}


def titles(page):
    return [task["title"] for task in page["page"]]


client = ConvexClient(URL)
try:
    client.mutation("tasks:create", {"title": "no"})
    sys.exit("nobody could create a task")
except ConvexError:
    pass
client.set_auth(TOKEN)
pages = iter(client.subscribe("tasks:list", FIRST_PAGE))
client.mutation("tasks:create", {"title": "From Python"})
while "From Python" not in titles(next(pages)):
    pass
