#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the Messages API: strict, scripted, on 127.0.0.1.

It refuses what the API refuses, remembers each conversation and accepts nothing but more of the same at its end,
simulates the prompt cache and reports usage as the API does. Only the standard library is used.

    fake_api.py [--script FILE] [--log FILE] [--key KEY] [--port 0]

The port is printed as the first line of stdout. When stdin is a pipe the program ends as soon as it is closed.

Script: a JSON object.

    {"replies": [REPLY, ...],     one for each POST /v1/messages that is not refused, in order; afterwards
                                  the text "Done." with end_turn
     "shapes": {"MODEL": [...]},  overrides which computer tools a model takes
     "models": [{...}, ...]}      what GET /v1/models answers in "data"

REPLY:

    {"blocks": [{"type": "thinking", "thinking": "…"},         a signature is added
                {"type": "text", "text": "…"},
                {"type": "tool_use", "name": "left_click", "input": {…}},
                {…}],                                          other types are sent as they are
     "stop_reason": "…",          default: tool_use if there is one, else end_turn
     "stop_details": {…},
     "times": 1,                  how often this reply is given
     "pieces": 7,                 characters in a text or thinking delta
     "newline": "\\n",             how lines end: "\\n", "\\r" or "\\r\\n"
     "raw": "…",                  the bytes of the stream instead of blocks
     "fault": FAULT}

    "id" of a tool_use is made up unless given. With the toolset, members get their toolset_name; with the older shapes
    a block {"name": "left_click", "input": {"coordinate": [1, 2]}} becomes {"name": "computer", "input": {"action": …}}.

FAULT, any of:

    {"status": 529, "headers": {…}, "error": {"type": …, "message": …, "details": …}}    an error instead of a stream
    {"html": "<p>Sign in"}        200 with text/html
    {"cut": N}                    the connection breaks after N bytes of the stream
    {"end": N}                    the stream ends in good order after N bytes
    {"stall": N}                  nothing more after N bytes, the connection stays open
    {"garble": N}                 eight bytes of data from N on are replaced
    {"drip": N, "delay": 0.01}    N bytes at a time
    {"error_event": {"type": …, "message": …}, "after": N}       an error event after N blocks
    {"signature": true}           400 "Invalid `signature`" unless the request asks for drop_block

A reply with a fault counts: the next request gets the next one.

Log: one JSON object per line for each request: "path", "status", "headers" (without the key), "auth" (which header held
it), "body" (pictures replaced by their size), "body_bytes", "usage", "error", "gone" (for a stall: whether the client left),
"time" (monotonic seconds).
"""

import argparse
import base64
import binascii
import hashlib
import http.server
import json
import math
import os
import re
import socket
import stat
import struct
import sys
import threading
import time

TOOLSET, NEW, OLD = "computer_toolset_20260801", "computer_20251124", "computer_20250124"
BETAS = {NEW: "computer-use-2025-11-24", OLD: "computer-use-2025-01-24"}
MEMBERS = {"screenshot", "zoom", "left_click", "right_click", "middle_click", "double_click", "triple_click",
           "left_click_drag", "mouse_move", "left_mouse_down", "left_mouse_up", "cursor_position", "scroll", "type",
           "key", "hold_key", "wait"}
SHAPES = {
    "claude-opus-5-5": [TOOLSET], "claude-sonnet-5-5": [TOOLSET], "claude-haiku-5-5": [TOOLSET],
    "claude-fable-5-1": [TOOLSET, NEW], "claude-mythos-5-1": [TOOLSET, NEW], "claude-fable-5": [TOOLSET, NEW],
    "claude-mythos-5": [TOOLSET, NEW], "claude-opus-5": [TOOLSET, NEW], "claude-sonnet-5": [TOOLSET, NEW],
    "claude-opus-4-8": [TOOLSET, NEW], "claude-opus-4-7": [NEW], "claude-opus-4-6": [NEW], "claude-sonnet-4-6": [NEW],
    "claude-opus-4-5": [NEW], "claude-sonnet-4-5": [OLD], "claude-haiku-4-5": [OLD],
}
STANDARD_TIER = {"claude-opus-4-6", "claude-sonnet-4-6", "claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"}
ENABLED_ONLY = {"claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"}
SMALL_CONTEXT = {"claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"}
NO_EFFORT = {"claude-sonnet-4-5", "claude-haiku-4-5"}
DISPLAY_ALLOWED = {"summarized", "omitted"}
BODY_FIELDS = {"model", "max_tokens", "messages", "system", "tools", "tool_choice", "thinking", "output_config",
               "stream", "stop_sequences", "metadata", "service_tier", "cache_control"}
MARKER = b',"cache_control":{"type":"ephemeral"}'
MIN_PREFIX = 512
MAX_BODY = 32_000_000           # "32 MB": the smaller reading
LOOKBACK = 20


class Refused(Exception):
    def __init__(self, message, status=400, kind="invalid_request_error", headers=None, details=None):
        super().__init__(message)
        self.message, self.status, self.kind = message, status, kind
        self.headers, self.details = headers or {}, details


def fields(value, place, allowed, required=()):
    if not isinstance(value, dict):
        raise Refused(f"{place}: Input should be an object")
    for name in value:
        if name not in allowed:
            raise Refused(f"{place}.{name}: Extra inputs are not permitted")
    for name in required:
        if name not in value:
            raise Refused(f"{place}.{name}: Field required")


def canonical(value):
    """The value without cache markers; numbers keep the way they were written."""
    if isinstance(value, dict):
        return {k: canonical(v) for k, v in value.items() if k != "cache_control"}
    if isinstance(value, list):
        return [canonical(v) for v in value]
    return value


def text_of(value):
    return json.dumps(canonical(value), sort_keys=True, ensure_ascii=False)


def load(data):
    return json.loads(data, parse_float=lambda s: "float " + s, parse_int=lambda s: int(s))


def png_size(data, place):
    try:
        raw = base64.b64decode(data, validate=True)
    except binascii.Error:
        raise Refused(f"{place}.source.base64.data: invalid base64")
    if len(data) > 10 * 1024 * 1024:
        raise Refused(f"{place}: image exceeds 10 MB maximum")
    if raw[:8] != b"\x89PNG\r\n\x1a\n" or raw[12:16] != b"IHDR":
        raise Refused(f"{place}: Could not process image")
    return struct.unpack(">II", raw[16:24])


def visual_tokens(width, height):
    return math.ceil(width / 28) * math.ceil(height / 28)


class Checker:
    """One request against everything the API is known to refuse."""

    def __init__(self, body, headers, shapes):
        self.body, self.headers, self.shapes = body, headers, shapes
        self.markers = 0
        self.images = []
        self.shape = None

    def check(self):
        body = self.body
        fields(body, "body", BODY_FIELDS | {"temperature", "top_p", "top_k"}, ("model", "max_tokens", "messages"))
        for name in ("temperature", "top_p", "top_k"):
            if name in body:
                raise Refused(f"{name}: sampling parameters are not supported for this model.")
        if body["model"] not in self.shapes:
            raise Refused(f"model: {body['model']}", 404, "not_found_error")
        if not isinstance(body["max_tokens"], int) or not 1 <= body["max_tokens"] <= 128000:
            raise Refused("max_tokens: Input should be between 1 and 128000")
        if body.get("stream") is not True:
            raise Refused("stream: this server only streams")
        self.check_tools()
        self.check_thinking()
        self.check_system()
        self.check_messages()
        if self.markers > 4:
            raise Refused(f"A maximum of 4 blocks with cache_control may be provided. Found {self.markers}.")
        self.check_images()

    def marker(self, block, place):
        if "cache_control" not in block:
            return
        fields(block["cache_control"], place + ".cache_control", {"type", "ttl"}, ("type",))
        if block["cache_control"]["type"] != "ephemeral" or block["cache_control"].get("ttl", "5m") not in ("5m", "1h"):
            raise Refused(f"{place}.cache_control: Input should be 'ephemeral'")
        self.markers += 1

    def check_tools(self):
        tools = self.body.get("tools", [])
        betas = self.headers.get("anthropic-beta", "").split(",") if self.headers.get("anthropic-beta") else []
        computers = [t for t in tools if isinstance(t, dict) and str(t.get("type", "")).startswith("computer")]
        if len(computers) != 1:
            raise Refused("tools: this server wants exactly one computer tool")
        self.tool_names = self.check_other_tools(tools)
        tool = computers[0]
        allowed = self.shapes[self.body["model"]]
        if tool["type"] not in allowed:
            raise Refused(f"'{self.body['model']}' does not support tool types: {tool['type']}. "
                          f"Did you mean one of {', '.join(allowed)}?")
        self.shape = tool["type"]
        if self.shape == TOOLSET:
            fields(tool, "tools.0", {"type", "configs", "cache_control", "allowed_callers"})
            if any(b.startswith("computer-use-") or b.startswith("fine-grained") for b in betas):
                raise Refused("anthropic-beta: this beta cannot be used with a toolset")
        else:
            extra = {"enable_zoom"} if self.shape == NEW else set()
            fields(tool, "tools.0", {"type", "name", "display_width_px", "display_height_px", "display_number",
                                     "cache_control"} | extra,
                   ("name", "display_width_px", "display_height_px"))
            if tool["name"] != "computer":
                raise Refused("tools.0.name: Input should be 'computer'")
            if BETAS[self.shape] not in betas:
                raise Refused(f"tools.0: Input tag '{self.shape}' found using 'type' does not match any of the "
                              "expected tags")
        self.marker(tool, "tools.0")

    def check_other_tools(self, tools):
        """The shell and the editor: nothing but what their pages say."""
        known = {"bash_20250124": ("bash", set()), "text_editor_20250728": ("str_replace_based_edit_tool", {"max_characters"})}
        names = []
        for i, tool in enumerate(tools):
            place = f"tools.{i}"
            if not isinstance(tool, dict) or str(tool.get("type", "")).startswith("computer"):
                continue
            if tool.get("type") not in known:
                raise Refused(f"{place}: Input tag '{tool.get('type')}' found using 'type' does not match any of the expected tags")
            name, more = known[tool["type"]]
            fields(tool, place, {"type", "name", "cache_control"} | more, ("name",))
            if tool["name"] != name:
                raise Refused(f"{place}.name: Input should be '{name}'")
            if name in names:
                raise Refused("tools: Tool names must be unique.")
            names.append(name)
            self.marker(tool, place)
        return names

    def check_thinking(self):
        model, thinking = self.body["model"], self.body.get("thinking")
        betas = self.headers.get("anthropic-beta", "").split(",")
        if thinking is not None:
            fields(thinking, "thinking", {"type", "display", "budget_tokens", "block_binding"}, ("type",))
            kind = thinking["type"]
            if (kind == "enabled") != (model in ENABLED_ONLY) and kind in ("enabled", "adaptive"):
                raise Refused(f'"thinking.type.{kind}" is not supported for this model.')
            if kind == "enabled" and not 1024 <= thinking.get("budget_tokens", 0) < self.body["max_tokens"]:
                raise Refused("thinking.enabled.budget_tokens: Input should be at least 1024 and below max_tokens")
            if kind == "adaptive" and "budget_tokens" in thinking:
                raise Refused("thinking.adaptive.budget_tokens: Extra inputs are not permitted")
            if thinking.get("display", "omitted") not in DISPLAY_ALLOWED:
                raise Refused("thinking.display: unexpected value")
            if "block_binding" in thinking and "thinking-binding-controls-2026-08-01" not in betas:
                raise Refused("thinking.block_binding: Extra inputs are not permitted")
        output = self.body.get("output_config")
        if output is not None:
            fields(output, "output_config", {"effort", "format"})
            if model in NO_EFFORT:
                raise Refused("output_config.effort: not supported for this model")
            if output.get("effort") not in ("low", "medium", "high", "xhigh", "max"):
                raise Refused("output_config.effort: unexpected value")

    def check_system(self):
        system = self.body.get("system")
        if system is None or isinstance(system, str):
            return
        for i, block in enumerate(system):
            self.text(block, f"system.{i}")

    def text(self, block, place):
        fields(block, place, {"type", "text", "cache_control", "citations"}, ("type", "text"))
        if block["type"] != "text" or not isinstance(block["text"], str):
            raise Refused(f"{place}.text: Input should be a valid string")
        if block["text"] == "":
            raise Refused("messages: text content blocks must be non-empty")
        if block["text"].strip() == "":
            raise Refused("messages: text content blocks must contain non-whitespace text")
        self.marker(block, place)

    def image(self, block, place):
        fields(block, place, {"type", "source", "cache_control"}, ("type", "source"))
        fields(block["source"], place + ".source", {"type", "media_type", "data"}, ("type", "media_type", "data"))
        if block["source"]["media_type"] != "image/png":
            raise Refused(f"{place}: this server takes PNG only")
        self.images.append((png_size(block["source"]["data"], place), place))
        self.marker(block, place)

    def result(self, block, place):
        fields(block, place, {"type", "tool_use_id", "content", "is_error", "toolset_name", "cache_control"},
               ("type", "tool_use_id"))
        content = block.get("content", [])
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        for i, inner in enumerate(content):
            at = f"{place}.content.{i}"
            if inner.get("type") == "text":
                self.text(inner, at)
            elif inner.get("type") == "image":
                if block.get("is_error"):
                    raise Refused(f"{place}: all content must be type `text` if `is_error` is true")
                self.image(inner, at)
            else:
                raise Refused(f"{at}: unexpected type")
        if block.get("is_error") and not content:
            raise Refused(f"{place}: content cannot be empty if `is_error` is true")
        self.marker(block, place)

    def user_block(self, block, place):
        if not isinstance(block, dict):
            raise Refused(f"{place}: Input should be an object")
        kind = block.get("type")
        if kind == "text":
            self.text(block, place)
        elif kind == "image":
            self.image(block, place)
        elif kind == "tool_result":
            self.result(block, place)
        else:
            raise Refused(f"{place}: Input tag '{kind}' found using 'type' does not match any of the expected tags")

    def check_messages(self):
        messages = self.body["messages"]
        if not messages or messages[0].get("role") != "user":
            raise Refused("messages: first message must use the user role")
        for m, message in enumerate(messages):
            fields(message, f"messages.{m}", {"role", "content"}, ("role", "content"))
            if message["role"] not in ("user", "assistant"):
                raise Refused(f"messages.{m}.role: unexpected value")
            if not isinstance(message["content"], list) or not message["content"]:
                raise Refused(f"messages.{m}: all messages must have non-empty content")
            for b, block in enumerate(message["content"]):
                if message["role"] == "user":
                    self.user_block(block, f"messages.{m}.content.{b}")
                elif block.get("type") == "text":
                    self.text(block, f"messages.{m}.content.{b}")
        if messages[-1]["role"] != "user":
            raise Refused("This model does not support assistant message prefill. The conversation must end with a "
                          "user message.")
        self.check_tool_uses(messages)

    def check_tool_uses(self, messages):
        merged = []
        for m, message in enumerate(messages):
            if merged and merged[-1][1]["role"] == message["role"]:
                merged[-1][1]["content"] = merged[-1][1]["content"] + message["content"]
            else:
                merged.append((m, {"role": message["role"], "content": list(message["content"])}))
        seen = set()
        open_uses = {}
        for m, message in merged:
            content = message["content"]
            if message["role"] == "assistant":
                open_uses = {b["id"]: b for b in content if b.get("type") == "tool_use"}
                if seen & set(open_uses) or len(open_uses) != sum(b.get("type") == "tool_use" for b in content):
                    raise Refused(f"messages.{m}.content: `tool_use` ids must be unique")
                seen |= set(open_uses)
                continue
            after = False
            for b, block in enumerate(content):
                if block["type"] != "tool_result":
                    after = True
                    continue
                place = f"messages.{m}.content.{b}"
                use = open_uses.pop(block["tool_use_id"], None)
                if use is None:
                    raise Refused(f"{place}: unexpected `tool_use_id` found in `tool_result` blocks: "
                                  f"{block['tool_use_id']}.")
                if after:
                    raise Refused(f"{place}: `tool_result` blocks must come first")
                if block.get("toolset_name") != use.get("toolset_name"):
                    raise Refused(f"{place}: toolset_name does not match the tool_use block")
            if open_uses:
                ids = ", ".join(open_uses)
                raise Refused(f"messages.{m - 1}: `tool_use` ids were found without `tool_result` blocks immediately "
                              f"after: {ids}. Each `tool_use` block must have a corresponding `tool_result` block in "
                              "the next message.")

    def check_images(self):
        if len(self.images) > (100 if self.body["model"] in SMALL_CONTEXT else 600):
            raise Refused("messages: too many images")
        edge, tokens = (1568, 1568) if self.body["model"] in STANDARD_TIER else (2576, 4784)
        for (width, height), place in self.images:
            if len(self.images) > 20 and max(width, height) > 2000:
                raise Refused(f"{place}.image.source.base64.data: At least one of the image dimensions exceed max "
                              "allowed size for many-image requests: 2000 pixels")
            fits = (math.ceil(width / 28) * 28 <= edge and math.ceil(height / 28) * 28 <= edge
                    and visual_tokens(width, height) <= tokens)
            if self.shape == TOOLSET and not fits:
                raise Refused(f"{place}: image dimensions {width}x{height} exceed the maximum image size")


class Cache:
    """Prefixes that were written, by the hash of all that comes before their marker."""

    def __init__(self):
        self.entries = set()

    def usage(self, body):
        head = json.dumps([body["model"], body.get("thinking", {}).get("type"), body.get("output_config")])
        chain = hashlib.sha256(head.encode())
        blocks = []
        total = 0
        for block in self.flatten(body):
            chain.update(text_of(block).encode())
            total += self.tokens(block)
            blocks.append((chain.hexdigest(), total, "cache_control" in block))
        marked = [i for i, b in enumerate(blocks) if b[2] and b[1] >= MIN_PREFIX]
        read = 0
        for i in marked:
            for j in range(i, max(-1, i - LOOKBACK - 1), -1):
                if blocks[j][0] in self.entries:
                    read = max(read, blocks[j][1])
                    break
        written = (blocks[marked[-1]][1] if marked else 0) - read
        written = max(written, 0)
        self.entries.update(blocks[i][0] for i in marked)
        return {"input_tokens": total - read - written, "cache_creation_input_tokens": written,
                "cache_read_input_tokens": read,
                "cache_creation": {"ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0}}

    @staticmethod
    def flatten(body):
        yield from body.get("tools", [])
        system = body.get("system", [])
        yield from ([{"type": "text", "text": system}] if isinstance(system, str) else system)
        for message in body["messages"]:
            yield from message["content"]

    def tokens(self, block):
        kind = block.get("type", "")
        if kind.startswith("computer_toolset"):
            return 4500
        if kind.startswith("computer_"):
            return 1200
        if kind.startswith("bash_") or kind.startswith("text_editor_"):
            return 325 if kind.startswith("bash_") else 700
        if kind == "image":
            return visual_tokens(*png_size(block["source"]["data"], ""))
        if kind == "tool_result" and isinstance(block.get("content"), list):
            return 20 + sum(self.tokens(b) for b in block["content"])
        return math.ceil(len(json.dumps(canonical(block))) / 4)


class Memory:
    """What was sent to whom: a conversation may only grow."""

    def __init__(self):
        self.replies = {}

    @staticmethod
    def stripped(raw):
        at = raw.find(b'"messages":')
        return raw[at:].replace(MARKER, b"")

    def remember(self, body, raw, content):
        content = load(json.dumps(content))
        kept = [b for b in content if not (b.get("type") == "text" and b["text"].strip() == "")]
        if kept:
            frozen = text_of([body.get("system"), body.get("tools")])
            self.replies.setdefault(text_of(kept), []).append((frozen, text_of(body["messages"]), self.stripped(raw)))

    def check(self, body, raw):
        messages = body["messages"]
        last = max((i for i, m in enumerate(messages) if m["role"] == "assistant"), default=None)
        if last is None:
            return
        content = text_of(messages[last]["content"])
        known = self.replies.get(content)
        if known is None:
            raise Refused(f"messages.{last}.content.0: `thinking` or `redacted_thinking` blocks in the latest "
                          "assistant message cannot be modified. (The message is not one that was sent.)")
        frozen = text_of([body.get("system"), body.get("tools")])
        before = text_of(messages[:last])
        for was_frozen, was_messages, was_raw in known:
            if was_frozen == frozen and was_messages == before and self.stripped(raw).startswith(was_raw[:-2]):
                return
        raise Refused(f"messages.{last}.content.0: Invalid `signature` in `thinking` block. The block is bound to a "
                      "different conversation. (Something before it was edited, or its bytes were.)")


class State:
    def __init__(self, script, key, log):
        self.lock = threading.Lock()
        self.shapes = dict(SHAPES, **script.get("shapes", {}))
        self.models = script.get("models", [{"id": m, "type": "model"} for m in SHAPES])
        self.replies = [r for r in script.get("replies", []) for _ in range(r.get("times", 1))]
        self.key, self.log = key, log
        self.cache, self.memory = Cache(), Memory()
        self.next_reply = 0
        self.next_id = 0

    def make_id(self, prefix):
        self.next_id += 1
        return f"{prefix}_{self.next_id:08d}"

    def take_reply(self):
        if self.next_reply >= len(self.replies):
            return {"blocks": [{"type": "text", "text": "Done."}]}
        self.next_reply += 1
        return self.replies[self.next_reply - 1]

    def write_log(self, entry):
        if self.log:
            with self.lock:
                self.log.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self.log.flush()


def complete_blocks(state, reply, shape):
    blocks = []
    for given in reply.get("blocks", []):
        block = dict(given)
        if block["type"] == "thinking":
            block.setdefault("signature", base64.b64encode(hashlib.sha256(repr(block).encode()).digest()).decode())
        elif block["type"] == "tool_use":
            made = {"type": "tool_use", "id": block.get("id") or state.make_id("toolu"), "name": block["name"],
                    "input": block.get("input", {})}
            if shape == TOOLSET and block["name"] in MEMBERS:
                made["toolset_name"] = "computer"
            elif block["name"] in MEMBERS:
                made["name"], made["input"] = "computer", dict({"action": block["name"]}, **made["input"])
            if "toolset_name" in block:
                made["toolset_name"] = block["toolset_name"]
            block = made
        blocks.append(block)
    return blocks


def pieces(text, size):
    return [text[i:i + size] for i in range(0, len(text), size)] or [""]


def block_events(index, block, size, toolset):
    kind = block["type"]
    if kind == "text":
        yield "content_block_start", {"index": index, "content_block": {"type": "text", "text": ""}}
        deltas = [{"type": "text_delta", "text": p} for p in pieces(block["text"], size)] if block["text"] else []
    elif kind == "thinking":
        yield "content_block_start", {"index": index,
                                      "content_block": {"type": "thinking", "thinking": "", "signature": ""}}
        deltas = [{"type": "thinking_delta", "thinking": p} for p in pieces(block["thinking"], size)]
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
    elif kind == "tool_use":
        yield "content_block_start", {"index": index, "content_block": dict(block, input={})}
        text = json.dumps(block["input"], ensure_ascii=False)
        parts = [text] if toolset else [""] + pieces(text, size)
        deltas = [{"type": "input_json_delta", "partial_json": p} for p in parts]
    else:
        yield "content_block_start", {"index": index, "content_block": block}
        deltas = []
    for delta in deltas:
        yield "content_block_delta", {"index": index, "delta": delta}
    yield "content_block_stop", {"index": index}


def write_stream(state, reply, blocks, body, usage, shape):
    newline = reply.get("newline", "\n")
    fault = reply.get("fault", {})
    out = []

    def emit(name, data):
        text = json.dumps(dict({"type": name}, **data), ensure_ascii=False)
        out.append(f"event: {name}{newline}data: {text}{newline}{newline}")

    stop = reply.get("stop_reason")
    if stop is None:
        stop = "tool_use" if any(b["type"] == "tool_use" for b in blocks) else "end_turn"
    emit("message_start", {"message": {
        "id": state.make_id("msg"), "type": "message", "role": "assistant", "model": body["model"], "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": dict(usage, output_tokens=1)}})
    emit("ping", {})
    for i, block in enumerate(blocks):
        if fault.get("error_event") and fault.get("after", 0) == i:
            break
        for name, data in block_events(i, block, reply.get("pieces", 7), shape == TOOLSET):
            emit(name, data)
    if fault.get("error_event"):
        emit("error", {"error": fault["error_event"]})
        return "".join(out).encode()
    output = 20 + sum(len(json.dumps(b)) // 4 for b in blocks)
    emit("message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None,
                                     "stop_details": reply.get("stop_details")},
                           "usage": dict(usage, output_tokens=output)})
    usage["output_tokens"] = output
    emit("message_stop", {})
    return "".join(out).encode()


def shorten(value):
    if isinstance(value, dict):
        return {k: (f"<{len(v)}>" if k == "data" and isinstance(v, str) else shorten(v)) for k, v in value.items()}
    if isinstance(value, list):
        return [shorten(v) for v in value]
    return value


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    state = None

    def log_message(self, *args):
        pass

    def note(self, **entry):
        headers = {k.lower(): v for k, v in self.headers.items()}
        auth = [h for h in ("x-api-key", "authorization") if h in headers]
        for h in auth:
            del headers[h]
        self.state.write_log(dict({"path": self.path, "headers": headers, "auth": auth,
                                   "time": time.monotonic()}, **entry))

    def send_json(self, status, value, headers=None):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.send_header("request-id", "req_test")
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, refused, **entry):
        error = {"type": refused.kind, "message": refused.message}
        if refused.details:
            error["details"] = refused.details
        self.note(status=refused.status, error=refused.message, **entry)
        self.send_json(refused.status, {"type": "error", "error": error, "request_id": "req_test"}, refused.headers)

    def check_headers(self):
        key = self.headers.get("x-api-key")
        bearer = self.headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            key = bearer[len("Bearer "):]
        if not key:
            raise Refused("x-api-key header is required", 401, "authentication_error")
        if self.state.key and key != self.state.key:
            raise Refused("invalid x-api-key", 401, "authentication_error")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", self.headers.get("anthropic-version", "")):
            raise Refused("anthropic-version: header is required")

    def do_GET(self):
        try:
            self.check_headers()
            if not self.path.startswith("/v1/models"):
                raise Refused("Not found", 404, "not_found_error")
        except Refused as refused:
            self.refuse(refused)
            return
        self.note(status=200)
        self.send_json(200, {"data": self.state.models, "has_more": False})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        body = None
        try:
            self.check_headers()
            if self.path != "/v1/messages":
                raise Refused("Not found", 404, "not_found_error")
            if self.headers.get("content-type") != "application/json":
                raise Refused("content-type must be application/json")
            if len(raw) > MAX_BODY:
                raise Refused("Request exceeds the maximum size", 413, "request_too_large")
            try:
                body = load(raw)
            except ValueError as error:
                raise Refused(f"The request body is not valid JSON: {error}")
            headers = {k.lower(): v for k, v in self.headers.items()}
            checker = Checker(body, headers, self.state.shapes)
            checker.check()
            with self.state.lock:
                if body.get("thinking", {}).get("block_binding") is None:
                    self.state.memory.check(body, raw)
                reply = self.state.take_reply()
            self.answer(reply, body, raw, checker.shape)
        except Refused as refused:
            self.refuse(refused, body=shorten(body), body_bytes=len(raw))

    def answer(self, reply, body, raw, shape):
        fault = reply.get("fault", {})
        if fault.get("signature") and "block_binding" not in body.get("thinking", {}):
            raise Refused("messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a "
                          "different conversation.")
        if "status" in fault:
            error = fault.get("error", {"type": "api_error", "message": "scripted"})
            raise Refused(error["message"], fault["status"], error["type"], fault.get("headers"),
                          error.get("details"))
        if "html" in fault:
            self.note(status=200, body=shorten(body), error="html")
            data = fault["html"].encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return
        with self.state.lock:
            usage = self.state.cache.usage(body)
            blocks = complete_blocks(self.state, reply, shape)
            self.state.memory.remember(body, raw, blocks)
            stream = write_stream(self.state, reply, blocks, body, usage, shape)
        if "raw" in reply:
            stream = reply["raw"].encode()
        entry = {"status": 200, "body": shorten(body), "body_bytes": len(raw), "usage": usage}
        if "stall" in fault:
            entry["gone"] = not self.send_stream(stream, fault)
            self.note(**entry)
        else:
            self.note(**entry)  # first, so that whoever has the reply can read of it
            self.send_stream(stream, fault)

    def send_stream(self, stream, fault):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("transfer-encoding", "chunked")
        self.send_header("request-id", "req_test")
        self.end_headers()
        if "garble" in fault:
            at = fault["garble"]
            while stream.rfind(b"data: ", 0, at) <= stream.rfind(b"\n", 0, at + 8):
                at += 1
            stream = stream[:at] + b"\x00\xff}]{\"\x80\x01" + stream[at + 8:]
        stop = min([fault[k] for k in ("cut", "end", "stall") if k in fault] or [len(stream)])
        step = fault.get("drip", len(stream) or 1)
        try:
            for at in range(0, min(stop, len(stream)), step):
                part = stream[at:min(at + step, stop)]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
                if "drip" in fault:
                    time.sleep(fault.get("delay", 0.01))
            if "stall" in fault:
                self.connection.settimeout(60)
                self.close_connection = True
                return self.connection.recv(1) != b""
            if "cut" in fault:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return True
            self.wfile.write(b"0\r\n\r\n")
            self.wfile.flush()
        except OSError:
            self.close_connection = True
            return False
        return True


def end_with_stdin():
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # the client left


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--script")
    parser.add_argument("--log")
    parser.add_argument("--key")
    parser.add_argument("--port", type=int, default=0)
    args = parser.parse_args()

    script = {}
    if args.script:
        with open(args.script, encoding="utf-8") as file:
            script = json.load(file)
    log = open(args.log, "a", encoding="utf-8") if args.log else None
    Handler.state = State(script, args.key, log)
    server = Server(("127.0.0.1", args.port), Handler)
    print(server.server_address[1], flush=True)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=end_with_stdin, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
