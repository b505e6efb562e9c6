"""The official Python clients, unmodified, against a deployment.

    TOKEN=... ADMIN_KEY=... official_client.py URL

TOKEN names Clara. Prints ``restart`` on a line of its own when the deployment is to be restarted, and goes on when it reads
a line.
"""

import math
import os
import sys
import unittest
import uuid

from convex import ConvexClient, ConvexError, ConvexInt64
from convex.http_client import ConvexHttpClient

URL = ""


def restart_deployment() -> None:
    print("restart", flush=True)
    sys.stdin.readline()


class Calls:
    """What both clients can do."""

    def make(self):
        raise NotImplementedError

    def setUp(self) -> None:
        self.client = self.make()
        self.key = str(uuid.uuid4())

    def test_a_query_sees_what_a_mutation_wrote(self) -> None:
        written = self.client.mutation("items:put", {"key": self.key, "value": {"nested": [1, None, "é😀"]}})
        self.assertIsInstance(written, str)
        self.assertEqual(self.client.query("items:list", {"key": self.key}), [{"nested": [1, None, "é😀"]}])

    def test_special_values_arrive_as_what_they_are(self) -> None:
        for number in [0.0, math.inf, -math.inf, 0.1, 5e-324]:
            result = self.client.query(
                "values:arithmetic", {"big": ConvexInt64(-(2**63) + 4), "bytes": b"\x00\x01\xff", "float": number}
            )
            self.assertEqual(result["big"], ConvexInt64(-(2**63) + 5))
            self.assertEqual(bytes(result["bytes"]), b"\xff\x01\x00")
            self.assertEqual(result["float"], -number)
            self.assertEqual(math.copysign(1, result["float"]), math.copysign(1, -number))

    def test_special_values_are_stored_as_what_they_are(self) -> None:
        stored = self.client.mutation("values:store", {"big": ConvexInt64(7), "bytes": b"", "float": math.nan})
        loaded = self.client.query("values:load", {"id": stored})
        self.assertEqual(loaded["big"], ConvexInt64(7))
        self.assertTrue(math.isnan(loaded["float"]))

    def test_an_action_runs_functions(self) -> None:
        result = self.client.action("actions:throughFunctions", {"key": self.key})
        self.assertEqual(result, {"before": 0, "after": 2})

    def test_a_convex_error_carries_its_data(self) -> None:
        data = {"code": "teapot", "list": [None, True]}
        for call, name in [
            (self.client.query, "errors:inQuery"),
            (self.client.mutation, "errors:inMutation"),
            (self.client.action, "errors:inAction"),
        ]:
            with self.assertRaises(ConvexError) as caught:
                call(name, {"data": data})
            self.assertEqual(caught.exception.data, data)

    def test_a_plain_error_carries_its_message(self) -> None:
        for call, name in [
            (self.client.query, "errors:plainInQuery"),
            (self.client.mutation, "errors:plainInMutation"),
            (self.client.action, "errors:plainInAction"),
        ]:
            with self.assertRaisesRegex(Exception, "plain words") as caught:
                call(name)
            self.assertNotIsInstance(caught.exception, ConvexError)

    def test_wrong_arguments_and_missing_functions_are_named(self) -> None:
        with self.assertRaisesRegex(Exception, "missing the required field `name`"):
            self.client.query("values:strict", {})
        with self.assertRaisesRegex(Exception, "Could not find public function for 'nope:nope'"):
            self.client.query("nope:nope", {})

    def test_a_token_says_who_calls(self) -> None:
        def seen():
            return [self.client.query("people:me"), self.client.action("people:meInAction")]

        self.assertEqual(seen(), [None, None])
        self.client.set_auth(os.environ["TOKEN"])
        self.assertEqual(seen(), ["Clara", "Clara"])
        self.client.mutation("people:sign", {"key": self.key})
        self.client.clear_auth()
        self.assertEqual(seen(), [None, None])
        with self.assertRaises(ConvexError) as caught:
            self.client.mutation("people:sign", {"key": self.key})
        self.assertEqual(caught.exception.data, {"code": "NOBODY"})
        self.assertEqual(self.client.query("items:list", {"key": self.key}), ["Clara"])

    def test_the_admin_key_opens_internal_functions(self) -> None:
        with self.assertRaises(Exception):
            self.client.query("errors:secret")
        self.client.set_admin_auth(os.environ["ADMIN_KEY"])
        self.assertEqual(self.client.query("errors:secret"), "secret")

    def test_pages_follow_each_other_without_gap_or_overlap(self) -> None:
        for value in range(7):
            self.client.mutation("items:put", {"key": self.key, "value": float(value)})
        seen, cursor, is_done = [], None, False
        while not is_done:
            page = self.client.query(
                "items:page", {"key": self.key, "paginationOpts": {"numItems": 3.0, "cursor": cursor}}
            )
            self.assertLessEqual(len(page["page"]), 3)
            seen += [item["value"] for item in page["page"]]
            cursor, is_done = page["continueCursor"], page["isDone"]
        self.assertEqual(seen, [6, 5, 4, 3, 2, 1, 0])


class OverHttp(Calls, unittest.TestCase):
    def make(self):
        return ConvexHttpClient(URL)

    def test_calls_go_on_after_a_restart(self) -> None:
        self.client.mutation("items:put", {"key": self.key, "value": "before"})
        restart_deployment()
        self.client.mutation("items:put", {"key": self.key, "value": "after"})
        self.assertEqual(self.client.query("items:list", {"key": self.key}), ["before", "after"])


class OverTheSocket(Calls, unittest.TestCase):
    def make(self):
        return ConvexClient(URL)

    def test_a_subscription_follows_another_clients_mutation(self) -> None:
        results = iter(self.client.subscribe("items:list", {"key": self.key}))
        self.assertEqual(next(results), [])
        ConvexHttpClient(URL).mutation("items:put", {"key": self.key, "value": "one"})
        self.assertEqual(next(results), ["one"])

    def test_a_failing_subscription_raises(self) -> None:
        results = iter(self.client.subscribe("errors:inQuery", {"data": "why"}))
        with self.assertRaises(ConvexError) as caught:
            next(results)
        self.assertEqual(caught.exception.data, "why")

    def test_a_subscription_goes_on_after_a_restart(self) -> None:
        results = iter(self.client.subscribe("items:list", {"key": self.key}))
        self.assertEqual(next(results), [])
        self.client.mutation("items:put", {"key": self.key, "value": "before"})
        restart_deployment()
        # This client names functions with .js from now on.
        self.client.mutation("items:put", {"key": self.key, "value": "after"})
        while (found := next(results)) != ["before", "after"]:
            self.assertIn(found, [[], ["before"]])
        self.assertEqual(self.client.query("items:list", {"key": self.key}), ["before", "after"])

    def test_a_signed_in_subscription_goes_on_after_a_restart(self) -> None:
        self.client.set_auth(os.environ["TOKEN"])
        results = iter(self.client.subscribe("people:me"))
        self.assertEqual(next(results), "Clara")
        restart_deployment()
        self.client.mutation("people:sign", {"key": self.key})
        self.assertEqual(self.client.query("items:list", {"key": self.key}), ["Clara"])

    def test_a_subscribed_page_keeps_its_end(self) -> None:
        def put(value):
            ConvexHttpClient(URL).mutation("items:put", {"key": self.key, "value": value})

        for value in ["old", "new"]:
            put(value)
        options = {"numItems": 2.0, "cursor": None}
        pages = iter(self.client.subscribe("items:page", {"key": self.key, "paginationOpts": options}))
        self.assertEqual([item["value"] for item in next(pages)["page"]], ["new", "old"])
        put("newer")
        self.assertEqual([item["value"] for item in next(pages)["page"]], ["newer", "new", "old"])


if __name__ == "__main__":
    URL = sys.argv.pop(1)
    unittest.main(verbosity=2)
