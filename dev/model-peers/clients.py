"""Sends requests by the official clients and prints what they make of each answer.

Reads one JSON object a line: protocol, url and stream. Prints one JSON object a line: text and calls, or error and
status.
"""

import functools
import json
import sys

import anthropic
import openai

PROMPT = [{"role": "user", "content": "List."}]
SCHEMA = {"type": "object", "properties": {"path": {"type": "string"}}}
NAME = "list_directory"
DESCRIPTION = "Lists a directory."


@functools.cache
def openai_client(url):
    return openai.OpenAI(base_url=url, api_key="sk-scripted-key", max_retries=0, timeout=10)


@functools.cache
def anthropic_client(url):
    return anthropic.Anthropic(base_url=url, api_key="sk-scripted-key", max_retries=0, timeout=10)


def ask_openai(url, stream):
    client = openai_client(url)
    function = {"name": NAME, "description": DESCRIPTION, "parameters": SCHEMA}
    request = {"model": "scripted", "messages": PROMPT, "tools": [{"type": "function", "function": function}]}
    if stream:
        with client.chat.completions.stream(**request) as events:
            completion = events.get_final_completion()
    else:
        completion = client.chat.completions.create(**request)
    message = completion.choices[0].message
    calls = [(call.function.name, call.function.arguments) for call in message.tool_calls or []]
    return message.content, calls


def ask_anthropic(url, stream):
    client = anthropic_client(url)
    tool = {"name": NAME, "description": DESCRIPTION, "input_schema": SCHEMA}
    request = {"model": "scripted", "max_tokens": 100, "messages": PROMPT, "tools": [tool]}
    if stream:
        with client.messages.stream(**request) as events:
            message = events.get_final_message()
    else:
        message = client.messages.create(**request)
    text = "".join(block.text for block in message.content if block.type == "text")
    calls = [(block.name, json.dumps(block.input)) for block in message.content if block.type == "tool_use"]
    return text, calls


ASK = {"openai": ask_openai, "anthropic": ask_anthropic}

for line in sys.stdin:
    question = json.loads(line)
    try:
        text, calls = ASK[question["protocol"]](question["url"], question["stream"])
        answer = {"text": text or "", "calls": [{"name": name, "arguments": arguments} for name, arguments in calls]}
    except Exception as error:  # The client's own errors and those that it does not expect.
        answer = {"error": type(error).__name__, "status": getattr(error, "status_code", 0)}
    print(json.dumps(answer), flush=True)
