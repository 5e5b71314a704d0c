/** Requests to the endpoint. All addresses are relative to the page. */

/** Comment that keeps an idle stream open. */
const IDLE = 'waiting';

/** Error whose message is for the user: the sentence of the endpoint if it has sent one. */
export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

/** Returns the name of the agent, which is the model of requests. */
export async function agentName(key) {
  const response = await request('v1/models', key, {});
  return (await response.json()).data[0].id;
}

/**
 * Sends a conversation and yields the parts of the answer as they arrive: `{text}`, `{activity}` or `{cut: true}`. The
 * first part is yielded when the run exists.
 */
export async function* ask(key, model, messages, signal) {
  const response = await request('v1/chat/completions', key, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ model, messages, stream: true }),
    signal,
  });
  for await (const line of lines(response.body)) {
    if (line.startsWith(':')) {
      const activity = line.slice(1).trim();
      if (activity !== IDLE) {
        yield { activity };
      }
    } else if (line.startsWith('data:')) {
      const data = line.slice('data:'.length).trim();
      if (data === '[DONE]') {
        return;
      }
      yield part(JSON.parse(data));
    }
  }
  throw new ApiError('The connection was closed before the answer was complete.');
}

function part(chunk) {
  if (chunk.error) {
    throw new ApiError(chunk.error.message);
  }
  const choice = chunk.choices[0];
  return choice?.finish_reason === 'length' ? { cut: true } : { text: choice?.delta.content ?? '' };
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (let read = await next(reader); !read.done; read = await next(reader)) {
      const complete = (rest + read.value).split('\n');
      rest = complete.pop();
      yield* complete;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function next(reader) {
  try {
    return await reader.read();
  } catch (error) {
    throw readable(error, 'The connection was lost before the answer was complete.');
  }
}

async function request(path, key, options) {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ApiError('An API key has only letters, digits and signs, without spaces.', 401);
  }
  let response;
  try {
    response = await fetch(path, {
      ...options,
      headers: { ...options.headers, Authorization: `Bearer ${key}` },
      redirect: 'error',
      cache: 'no-store',
    });
  } catch (error) {
    throw readable(error, 'The endpoint cannot be reached. Check the connection.');
  }
  if (!response.ok) {
    throw await rejection(response);
  }
  return response;
}

async function rejection(response) {
  const body = await response.json().catch(() => null);
  const sentence = body?.error?.message ?? `The endpoint answered with the status ${response.status}.`;
  const seconds = response.headers.get('Retry-After');
  return new ApiError(seconds ? `${sentence} Retry after ${seconds} s.` : sentence, response.status);
}

/** A cancellation stays as it is: it is no error for the user. */
function readable(error, message) {
  return error.name === 'AbortError' ? error : new ApiError(message);
}
