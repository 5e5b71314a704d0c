// Uses an endpoint by the official MCP client for Node.js, and prints one JSON line a step.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [url, key, modules] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
const { StreamableHTTPClientTransport } = require('@modelcontextprotocol/sdk/client/streamableHttp.js');

const report = (step, values) => console.log(JSON.stringify({ step, ...values }));
const ask = (task, options) => client.callTool({ name: 'ask_agent', arguments: { task } }, undefined, options);

const client = new Client({ name: 'test', version: '1.0.0' });
const requestInit = { headers: { Authorization: `Bearer ${key}` } };
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
report('connected', { server: client.getServerVersion().name, tools: !!client.getServerCapabilities().tools });
report('tools', { names: (await client.listTools()).tools.map((tool) => tool.name) });

const progress = [];
const answer = await ask('Hello', { onprogress: (step) => progress.push(step.progress) });
report('called', { text: answer.content[0].text, error: answer.isError, progress: progress.length > 2 });

const failed = await ask('fail');
report('failed', { text: failed.content[0].text, error: failed.isError });

const abort = new AbortController();
const waiting = ask('wait', {
  signal: abort.signal,
  onprogress: (step) => step.message?.startsWith('tool') && abort.abort(),
});
report('cancelled', { error: await waiting.then(() => 'none', (error) => error.constructor.name) });
await client.close();
