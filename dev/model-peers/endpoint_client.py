"""Uses an endpoint by the official Python client, as its documentation does, and prints one JSON line a step."""

import json
import sys

import openai

URL, KEY, MODEL = sys.argv[1:4]
client = openai.OpenAI(base_url=URL, api_key=KEY, timeout=20)


def message(text, role="user"):
    return {"role": role, "content": text}


def report(step, **values):
    print(json.dumps({"step": step, **values}), flush=True)


def report_error(step, call):
    try:
        call()
        report(step, error="none")
    except openai.APIError as error:
        report(step, error=type(error).__name__, status=getattr(error, "status_code", 0), code=error.code, param=error.param)


def chat(text, **parameters):
    return client.chat.completions.create(model=MODEL, messages=[message(text)], **parameters)


report("models", ids=[model.id for model in client.models.list()], owner=client.models.retrieve(MODEL).owned_by)

completion = chat("Hello", user="u-1", temperature=0.2, metadata={"ticket": "7"}, max_completion_tokens=100)
choice = completion.choices[0]
report("chat", content=choice.message.content, finish=choice.finish_reason, tokens=completion.usage.total_tokens)

completion = client.chat.completions.create(
    model=MODEL,
    messages=[
        message("Be brief.", "developer"),
        message("First"),
        message("Answer", "assistant"),
        {"role": "user", "content": [{"type": "text", "text": "Second"}]},
    ],
)
report("conversation", content=completion.choices[0].message.content)

pieces, finish, tokens = [], None, None
for chunk in chat("Hello", stream=True, stream_options={"include_usage": True}):
    for choice in chunk.choices:
        pieces += [choice.delta.content] if choice.delta.content else []
        finish = choice.finish_reason or finish
    tokens = chunk.usage.total_tokens if chunk.usage else tokens
report("stream", pieces=pieces, finish=finish, tokens=tokens)

with client.chat.completions.stream(model=MODEL, messages=[message("Hello")]) as events:
    report("stream helper", content=events.get_final_completion().choices[0].message.content)

report("length", finish=chat("long").choices[0].finish_reason)
report_error("wrong key", lambda: client.with_options(api_key="sk-wrong-0123456789").models.list())
report_error("wrong model", lambda: client.models.retrieve("other"))
report_error("unsupported", lambda: chat("Hello", n=2))
report_error("failed run", lambda: chat("fail"))
report_error("broken stream", lambda: [chunk for chunk in chat("break", stream=True)])

stream = chat("wait", stream=True)
first = next(chunk.choices[0].delta.content for chunk in stream if chunk.choices[0].delta.content)
stream.close()
report("cancelled stream", first=first)

response = client.responses.create(model=MODEL, instructions="Be brief.", input="One", metadata={"ticket": "7"})
report("response", text=response.output_text, status=response.status, tokens=response.usage.total_tokens)
again = client.responses.retrieve(response.id)
report("retrieved", text=again.output_text, metadata=again.metadata, instructions=again.instructions)
second = client.responses.create(
    model=MODEL, previous_response_id=response.id, input=[{"role": "user", "content": [{"type": "input_text", "text": "Two"}]}]
)
report("continued", text=second.output_text)
items = client.responses.input_items.list(second.id)
report("items", texts=[item.content[0].text for item in items])

kinds, deltas = [], []
for event in client.responses.create(model=MODEL, input="Hello", stream=True):
    kinds += [event.type] if event.type not in kinds else []
    deltas += [event.delta] if event.type == "response.output_text.delta" else []
report("response stream", kinds=kinds, deltas=deltas)

with client.responses.stream(model=MODEL, input="Hello") as events:
    report("response stream helper", text=events.get_final_response().output_text)

waiting = client.responses.create(model=MODEL, input="wait", background=True)
report("background", status=client.responses.retrieve(waiting.id).status)
report("cancelled", status=client.responses.cancel(waiting.id).status, later=client.responses.retrieve(waiting.id).status)
report_error("cancelled synchronous", lambda: client.responses.cancel(second.id))
client.responses.delete(second.id)
report_error("deleted", lambda: client.responses.retrieve(second.id))
report_error("wrong previous", lambda: client.responses.create(model=MODEL, input="x", previous_response_id="resp_0"))
