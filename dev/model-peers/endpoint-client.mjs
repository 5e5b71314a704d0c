// Uses an endpoint by the official Node.js client, as its documentation does, and prints one JSON line a step.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [url, key, model, modules] = process.argv.slice(2);
const { default: OpenAI, APIError } = createRequire(pathToFileURL(`${modules}/`))('openai');
const client = new OpenAI({ baseURL: url, apiKey: key, timeout: 20_000 });

const message = (content, role = 'user') => ({ role, content });
const report = (step, values) => console.log(JSON.stringify({ step, ...values }));
const chat = (text, parameters = {}) =>
  client.chat.completions.create({ model, messages: [message(text)], ...parameters });

async function reportError(step, call) {
  try {
    await call();
    report(step, { error: 'none' });
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    report(step, {
      error: error.constructor.name,
      status: error.status ?? 0,
      code: error.code ?? null,
      param: error.param ?? null,
    });
  }
}

const ids = [];
for await (const listed of client.models.list()) ids.push(listed.id);
report('models', { ids, owner: (await client.models.retrieve(model)).owned_by });

const completion = await chat('Hello', {
  user: 'u-1',
  temperature: 0.2,
  metadata: { ticket: '7' },
  max_completion_tokens: 100,
});
const choice = completion.choices[0];
report('chat', {
  content: choice.message.content,
  finish: choice.finish_reason,
  tokens: completion.usage.total_tokens,
});

const conversation = await client.chat.completions.create({
  model,
  messages: [
    message('Be brief.', 'developer'),
    message('First'),
    message('Answer', 'assistant'),
    message([{ type: 'text', text: 'Second' }]),
  ],
});
report('conversation', { content: conversation.choices[0].message.content });

const pieces = [];
let finish = null;
let tokens = null;
for await (const chunk of await chat('Hello', { stream: true, stream_options: { include_usage: true } })) {
  for (const part of chunk.choices) {
    if (part.delta.content) pieces.push(part.delta.content);
    finish = part.finish_reason ?? finish;
  }
  tokens = chunk.usage?.total_tokens ?? tokens;
}
report('stream', { pieces, finish, tokens });

const helper = client.chat.completions.stream({ model, messages: [message('Hello')] });
report('stream helper', { content: (await helper.finalChatCompletion()).choices[0].message.content });

report('length', { finish: (await chat('long')).choices[0].finish_reason });
await reportError('wrong key', () => client.withOptions({ apiKey: 'sk-wrong-0123456789' }).models.list());
await reportError('wrong model', () => client.models.retrieve('other'));
await reportError('unsupported', () => chat('Hello', { n: 2 }));
await reportError('failed run', () => chat('fail'));
await reportError('broken stream', async () => {
  for await (const chunk of await chat('break', { stream: true })) void chunk;
});

const stream = await chat('wait', { stream: true });
for await (const chunk of stream) {
  if (chunk.choices[0].delta.content) {
    report('cancelled stream', { first: chunk.choices[0].delta.content });
    break;
  }
}

const response = await client.responses.create({
  model,
  instructions: 'Be brief.',
  input: 'One',
  metadata: { ticket: '7' },
});
report('response', { text: response.output_text, status: response.status, tokens: response.usage.total_tokens });
const again = await client.responses.retrieve(response.id);
report('retrieved', { text: again.output_text, metadata: again.metadata, instructions: again.instructions });
const second = await client.responses.create({
  model,
  previous_response_id: response.id,
  input: [{ role: 'user', content: [{ type: 'input_text', text: 'Two' }] }],
});
report('continued', { text: second.output_text });
const texts = [];
for await (const item of client.responses.inputItems.list(second.id)) texts.push(item.content[0].text);
report('items', { texts });

const kinds = [];
const deltas = [];
for await (const event of await client.responses.create({ model, input: 'Hello', stream: true })) {
  if (!kinds.includes(event.type)) kinds.push(event.type);
  if (event.type === 'response.output_text.delta') deltas.push(event.delta);
}
report('response stream', { kinds, deltas });

const responseHelper = client.responses.stream({ model, input: 'Hello' });
report('response stream helper', { text: (await responseHelper.finalResponse()).output_text });

const waiting = await client.responses.create({ model, input: 'wait', background: true });
report('background', { status: (await client.responses.retrieve(waiting.id)).status });
report('cancelled', {
  status: (await client.responses.cancel(waiting.id)).status,
  later: (await client.responses.retrieve(waiting.id)).status,
});
await reportError('cancelled synchronous', () => client.responses.cancel(second.id));
await client.responses.delete(second.id);
await reportError('deleted', () => client.responses.retrieve(second.id));
await reportError('wrong previous', () =>
  client.responses.create({ model, input: 'x', previous_response_id: 'resp_0' }),
);
