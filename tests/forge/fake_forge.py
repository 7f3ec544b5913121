#!/usr/bin/env python3
"""A small GitHub and GitLab for tests: the calls that tollgate makes, and the ways in which they go wrong.

    fake_forge.py [--port N] [--log FILE] [--state JSON] [--tls FILE]     FILE: certificate and key

Prints its port. Each request becomes one line of JSON in the log; tokens never do, only whether one came. `--state` replaces
keys of STATE, and so does JSON that is posted to /_state while it runs; that is not logged. What is not among the calls is
answered 404 and logged, so that a test sees it.
"""
import argparse
import http.server
import json
import re
import ssl
import sys
import time
import urllib.parse

SHA = "0123456789abcdef0123456789abcdef01234567"
STATE = {
    "repository": "o/r", "number": 7, "project": "42", "login": "dana", "title": "Orders", "body": "", "draft": False,
    "head_repository": "o/r", "head_sha": SHA, "base_sha": "f" * 40, "head_ref": "feature", "auto_merge": None,
    "merged_at": None, "assignees": [], "labels": [], "reviews": [], "commits": [], "approved_by": [], "label_events": [],
    "has_approvals": True, "token": "",
    # Comments: {"id", "body", "user"}; "foreign_comments" of a person come before them. Who the token acts as.
    "comments": [], "foreign_comments": 0, "self": {"login": "github-actions[bot]", "type": "Bot"}, "comment_gone": False,
    # The diff, comments beside it (as `comments`, and "path", "line"), check runs; "no_checks": the token may not write these.
    "files": [], "review_comments": [], "check_runs": [], "no_checks": False, "refuse_reviews": False,
    # Pull requests of the past: {"number", "labels", "merged_at", …}, told as `merged` below fills them in.
    "merged": [], "events_of": {}, "pages_told": 0,
    # Faults. Counts are how many requests they hit before all is well again.
    "limit": 0, "retry_after": 0, "primary": 0, "flaky": 0, "lost_writes": 0, "fork": False, "redirect_to": "",
    "moved": False, "huge": False, "garbage": False, "delay": 0, "echo": "", "forbidden": False,
}


class Refusal(Exception):
    def __init__(self, status, message, headers=()):
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers)


class Forge:
    def __init__(self, state):
        self.state = dict(STATE, **state)
        self.failed = {}
        first = [{"id": i + 1, "body": f"comment {i}", "user": {"login": "dana", "id": 12, "type": "User"}}
                 for i in range(self.state["foreign_comments"])]
        self.state["comments"] = first + self.state["comments"]

    def use_up(self, name):
        self.state[name] -= 1
        return self.state[name] >= 0

    def fail_first(self, method, path):
        s = self.state
        if s["limit"] > 0 and self.use_up("limit"):
            raise Refusal(429, "API rate limit exceeded", {"Retry-After": s["retry_after"]})
        if s["primary"] > 0 and self.use_up("primary"):
            reset = int(time.time()) + s["retry_after"]
            raise Refusal(403, "API rate limit exceeded", {"X-RateLimit-Remaining": 0, "X-RateLimit-Reset": reset})
        if self.failed.get((method, path), 0) < s["flaky"]:
            self.failed[method, path] = self.failed.get((method, path), 0) + 1
            raise Refusal(502, "Bad Gateway")
        if s["forbidden"] or (s["fork"] and method != "GET"):
            raise Refusal(403, "Resource not accessible by integration" + s["echo"])

    def answer(self, method, path, body):
        s = self.state
        github = f"/repos/{s['repository']}"
        gitlab = f"/api/v4/projects/{urllib.parse.quote(str(s['project']), safe='')}/merge_requests/{s['number']}"
        if s["moved"] and path.startswith(github):
            raise Refusal(301, "Moved", {"Location": "/moved"})
        if path.startswith("/moved/"):
            path = github + path[len("/moved"):]
        calls = {
            ("GET", f"{github}/pulls/{s['number']}"): self.pull,
            ("GET", f"{github}/pulls/{s['number']}/reviews"): lambda: s["reviews"],
            ("GET", f"{github}/pulls/{s['number']}/commits"): lambda: s["commits"][:250],
            ("GET", f"{github}/issues/{s['number']}/labels"): self.labels,
            ("GET", f"{github}/issues/{s['number']}/events"): lambda: s["label_events"],
            ("POST", f"{github}/issues/{s['number']}/labels"): lambda: self.add(body["labels"]),
            ("GET", gitlab): self.merge_request,
            ("PUT", gitlab): lambda: self.add(body["add_labels"].split(",")) and self.merge_request(),
            ("GET", f"{gitlab}/resource_label_events"): lambda: s["label_events"],
            ("GET", f"{gitlab}/commits"): lambda: s["commits"][::-1],
            ("GET", f"{gitlab}/approval_state"): lambda: {"rules": [{"approved_by": s["approved_by"]}]},
        }
        if s["has_approvals"]:
            calls["GET", f"{gitlab}/approvals"] = lambda: {"approved_by": [{"user": u} for u in s["approved_by"]]}
        notes = f"{gitlab}/notes"
        calls.update({
            ("GET", "/user"): lambda: self.account(s["self"]), ("GET", "/api/v4/user"): lambda: self.account(s["self"]),
            ("GET", f"{github}/issues/{s['number']}/comments"): self.comments, ("GET", notes): self.comments,
            ("POST", f"{github}/issues/{s['number']}/comments"): lambda: self.comment(body["body"]),
            ("POST", notes): lambda: self.comment(body["body"]),
        })
        pull, checks = f"{github}/pulls/{s['number']}", f"{github}/check-runs"
        calls.update({
            ("GET", f"{pull}/files"): lambda: s["files"][:3000], ("GET", f"{pull}/comments"): lambda: s["review_comments"],
            ("POST", f"{pull}/reviews"): lambda: self.review(body), ("POST", f"{pull}/comments"): lambda: self.on_file(body),
            ("GET", f"{github}/commits/{s['head_sha']}/check-runs"): self.latest_check_runs,
            ("POST", checks): lambda: self.check_run({"id": len(s["check_runs"]) + 1, "annotations": []}, body),
        })
        for run in s["check_runs"]:
            calls["PATCH", f"{checks}/{run['id']}"] = lambda run=run: self.check_run(run, body)
        for comment in s["review_comments"]:
            calls["PATCH", f"{github}/pulls/comments/{comment['id']}"] = lambda c=comment: self.update(c, body["body"])
        calls["GET", f"{github}/pulls"] = lambda: [self.merged(one, False) for one in s["merged"]]
        calls["GET", gitlab.rsplit("/", 1)[0]] = lambda: [self.merged(one, True) for one in s["merged"]]
        for one in s["merged"]:
            commit = one.get("merge_commit_sha") or one.get("squash_commit_sha")
            of_commit = lambda one=one: [self.merged(one, path.startswith("/api"))]
            calls["GET", f"{github}/commits/{commit}/pulls"] = of_commit
            calls["GET", f"{gitlab.split('/merge_requests')[0]}/repository/commits/{commit}/merge_requests"] = of_commit
        for number, events in s["events_of"].items():
            calls["GET", f"{github}/issues/{number}/events"] = lambda events=events: events
            calls["GET", f"{gitlab.rsplit('/', 1)[0]}/{number}/resource_label_events"] = lambda events=events: events
        for comment in s["comments"]:
            update = lambda comment=comment: self.update(comment, body["body"])
            calls["PATCH", f"{github}/issues/comments/{comment['id']}"] = update
            calls["PUT", f"{notes}/{comment['id']}"] = update
        if (method, path) not in calls:
            raise Refusal(404, "Not Found")
        answer = calls[method, path]()
        if method == "POST" and s["lost_writes"] > 0 and self.use_up("lost_writes"):
            raise Refusal(502, "Bad Gateway")
        return answer

    def labels(self):
        return [{"name": name} for name in self.state["labels"]]

    def add(self, names):
        if not names:
            raise Refusal(422, "Validation Failed")
        self.state["labels"] += [n for n in names if n not in self.state["labels"]]
        return self.labels()

    def account(self, user):
        return dict(user, username=user["login"])

    def comments(self):
        return [dict(c, author=self.account(c["user"]), system=c.get("system", False)) for c in self.state["comments"]]

    def comment(self, text):
        if not text or len(text) > 65536:
            raise Refusal(422, "Validation Failed")
        made = {"id": 1 + max([c["id"] for c in self.state["comments"]], default=1000), "body": text,
                "user": self.state["self"]}
        self.state["comments"].append(made)
        return made

    def update(self, comment, text):
        if self.state["comment_gone"]:
            self.state["comments"].remove(comment)
            raise Refusal(404, "Not Found")
        if not text or len(text) > 65536:
            raise Refusal(422, "Validation Failed")
        comment["body"] = text
        return comment

    def shown(self, path):
        """Lines of the head that the diff of that file shows; None: it is not in the diff."""
        for file in self.state["files"]:
            if file["filename"] != path or file["status"] == "removed":
                continue
            lines, next_line = set(), 0
            for line in file.get("patch", "").split("\n"):
                if line.startswith("@@"):
                    next_line = int(re.match(r"@@ -\S+ \+(\d+)", line)[1])
                elif line[:1] in (" ", "+"):
                    lines.add(next_line)
                    next_line += 1
            return lines
        return None

    def add_review_comment(self, comment, on_file):
        s = self.state
        made = {"id": 1 + max([c["id"] for c in s["review_comments"]], default=5000), "body": comment["body"],
                "path": comment["path"], "subject_type": "file" if on_file else "line", "user": s["self"],
                **({} if on_file else {"line": comment["line"]})}
        s["review_comments"].append(made)
        return made

    def review(self, body):
        """One comment that stands on no line of the diff refuses the whole."""
        comments = body.get("comments", [])
        wrong = [c for c in comments if c["side"] != "RIGHT" or c["line"] not in (self.shown(c["path"]) or ())]
        if self.state["refuse_reviews"] or wrong or body["event"] != "COMMENT" or not body["body"] or body["commit_id"] != self.state["head_sha"]:
            raise Refusal(422, "Unprocessable Entity")
        for comment in comments:
            self.add_review_comment(comment, False)
        made = {"id": 77 + len(self.state["reviews"]), "state": "COMMENTED", "body": body["body"], "user": self.state["self"],
                "commit_id": body["commit_id"]}
        self.state["reviews"].append(made)
        return made

    def on_file(self, body):
        if self.shown(body["path"]) is None or body["subject_type"] != "file":
            raise Refusal(422, "Unprocessable Entity")
        return self.add_review_comment(body, True)

    def latest_check_runs(self):
        """The last of each name; GitHub answers an object."""
        latest = {run["name"]: run for run in self.state["check_runs"]}
        return {"total_count": len(latest), "check_runs": [self.told_run(run) for run in latest.values()]}

    def told_run(self, run):
        output = dict(run["output"], annotations_count=len(run["annotations"]))
        output.pop("annotations", None)
        return dict({key: run[key] for key in run if key != "annotations"}, output=output)

    def check_run(self, run, body):
        output = body["output"]
        added = output.get("annotations", [])
        levels = ("notice", "warning", "failure")
        fits = len(added) <= 50 and len(output["summary"]) <= 65535 and output["title"] and all(
            a["annotation_level"] in levels and 1 <= a["start_line"] <= a["end_line"] and len(a.get("title", "")) <= 255
            and len(a["message"].encode()) <= 65536 and not a["path"].startswith("/") for a in added)
        if self.state["no_checks"]:
            raise Refusal(403, "Resource not accessible by integration")
        if not fits or body["conclusion"] not in ("success", "failure", "neutral", "action_required"):
            raise Refusal(422, "Invalid request")
        run.update(body)
        run["annotations"] += added
        if run not in self.state["check_runs"]:
            self.state["check_runs"].append(run)
        return self.told_run(run)

    def pull(self):
        s = self.state
        return {
            "number": s["number"], "title": s["title"], "body": s["body"], "draft": s["draft"], "labels": self.labels(),
            "html_url": f"https://forge.example/{s['repository']}/pull/{s['number']}", "auto_merge": s["auto_merge"],
            "user": {"login": s["login"], "id": 12, "type": "Bot" if s["login"].endswith("[bot]") else "User"},
            "head": {"sha": s["head_sha"], "ref": s["head_ref"],
                     "repo": s["head_repository"] and {"full_name": s["head_repository"]}},
            "base": {"sha": s["base_sha"], "ref": "main", "repo": {"full_name": s["repository"]}},
            "merged_at": s["merged_at"], "assignees": s["assignees"],
        }

    def merged(self, one, gitlab):
        """A pull request in a list: what `one` does not say is as of an ordinary one."""
        user = one.get("user", {"login": "dana", "id": 12, "type": "User"})
        all_of_it = {
            "title": "Orders", "created_at": one["merged_at"], "updated_at": one["merged_at"], "labels": [],
            "iid": one["number"], "source_branch": one.get("branch", "feature"), "target_branch": "main",
            "description": one.get("body"), "author": self.account(user), "user": user, "body": None,
            "head": {"ref": one.get("branch", "feature")}, "base": {"ref": "main"}, **one,
        }
        if not gitlab:
            all_of_it["labels"] = [{"name": name} for name in all_of_it["labels"]]
        return all_of_it

    def merge_request(self):
        s = self.state
        return {
            "iid": s["number"], "title": s["title"], "description": s["body"], "draft": s["draft"],
            "labels": s["labels"], "web_url": f"https://forge.example/g/p/-/merge_requests/{s['number']}",
            "author": {"username": s["login"], "id": 12}, "sha": s["head_sha"], "source_branch": s["head_ref"],
            "target_branch": "main", "source_project_id": 42, "target_project_id": 42,
            "diff_refs": {"base_sha": s["base_sha"]}, "merge_when_pipeline_succeeds": bool(s["auto_merge"]),
        }


def handler_for(forge, log):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self):
            split = urllib.parse.urlsplit(self.path)
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            token = self.headers.get("PRIVATE-TOKEN") or (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            headers, content = {}, b""
            try:
                body = json.loads(text) if text else {}
                if split.path == "/_state":
                    forge.state.update(body)
                    self.send_response(204)
                    self.end_headers()
                    return
                if forge.state["delay"]:
                    time.sleep(forge.state["delay"])
                forge.fail_first(self.command, split.path)
                if forge.state["token"] and token != forge.state["token"]:
                    raise Refusal(401, "Bad credentials")
                if forge.state["redirect_to"]:
                    raise Refusal(307, "elsewhere", {"Location": forge.state["redirect_to"] + self.path})
                answer = forge.answer(self.command, split.path, body)
                made = self.command == "POST" and not split.path.endswith(("/labels", "/reviews"))  # as GitHub describes it
                status = 201 if made else 200
                if isinstance(answer, list):
                    answer, headers = self.page(answer, split)
                content = json.dumps(answer).encode()
            except Refusal as refusal:
                status, headers = refusal.status, refusal.headers
                content = json.dumps({"message": refusal.message}).encode()
                if "Location" in headers and headers["Location"].startswith("/"):
                    rest = re.sub(r"^/repos/[^/]+/[^/]+", "", self.path)
                    headers["Location"] = f"http://{self.headers['Host']}{headers['Location']}{rest}"
            if forge.state["garbage"]:
                content = b"<html>"
            if forge.state["huge"]:
                content = b" " * (17 << 20)
            entry = {"method": self.command, "path": split.path, "query": split.query, "status": status,
                     "body": text, "has_token": bool(token)}
            print(json.dumps(entry), file=log, flush=True)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, str(value))
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                self.close_connection = True  # it did not wait

        def page(self, items, split):
            gitlab = split.path.startswith("/api/v4")
            query = dict(urllib.parse.parse_qsl(split.query))
            size = min(int(query.get("per_page", 20 if gitlab else 30)), 100)
            number = int(query.get("page", 1))
            if 0 < forge.state["pages_told"] < number:
                raise Refusal(403, "Resource not accessible by integration")
            more = len(items) > number * size
            headers = {"X-Next-Page": number + 1 if more else ""} if gitlab else {}
            if more and not gitlab:
                headers["Link"] = f'<https://elsewhere.example{split.path}?page={number + 1}>; rel="next"'
            return items[(number - 1) * size:number * size], headers

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log")
    parser.add_argument("--state", default="{}")
    parser.add_argument("--tls")
    arguments = parser.parse_args()
    log = open(arguments.log, "a", encoding="utf-8") if arguments.log else sys.stderr
    forge = Forge(json.loads(arguments.state))
    http.server.ThreadingHTTPServer.handle_error = lambda *_: None  # tests cut connections
    server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), handler_for(forge, log))
    if arguments.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
