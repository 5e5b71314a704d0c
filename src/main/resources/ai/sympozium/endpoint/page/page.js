/** The chat page. The key is in memory, and in the storage of the tab if the user wants that. */
import { ApiError, agentName, ask } from './api.js';
import { Conversation } from './conversation.js';
import { MessageView } from './message.js';

const STORED_KEY = 'sympozium.api-key';

const element = id => document.getElementById(id);
const log = element('log');
const message = element('message');
const conversation = new Conversation();

let key = '';
let agent = '';
let controller = null;

/** Connects with a key. The name of the agent shows that the key is valid. */
async function connect(candidate, keep) {
  report('');
  element('open').disabled = true;
  try {
    agent = await agentName(candidate);
  } catch (error) {
    reject(error);
    showConnect();
    return;
  } finally {
    element('open').disabled = false;
  }
  key = candidate;
  if (keep) {
    sessionStorage.setItem(STORED_KEY, key);
  } else {
    sessionStorage.removeItem(STORED_KEY);
  }
  element('key').value = '';
  document.title = agent;
  element('agent').textContent = agent;
  show({ connect: false, chat: true });
  message.focus();
}

function showConnect() {
  show({ connect: true, chat: !conversation.isEmpty });
  element('compose').hidden = true;
  element('key').select();
}

function show(views) {
  element('connect').hidden = !views.connect;
  for (const id of ['log', 'compose', 'actions']) {
    element(id).hidden = !views.chat;
  }
}

function disconnect() {
  clear();
  key = '';
  sessionStorage.removeItem(STORED_KEY);
  document.title = 'Agent';
  element('agent').textContent = 'Agent';
  message.value = '';
  showConnect();
}

function clear() {
  controller?.abort();
  controller = null;
  conversation.clear();
  log.querySelectorAll('article').forEach(article => article.remove());
  report('');
  busy(false);
}

async function send() {
  const text = message.value.trim();
  if (text === '' || controller) {
    return;
  }
  report('');
  message.value = '';
  const question = conversation.add('user', text);
  const questionView = new MessageView(log, 'You', question);
  const messages = conversation.messages();
  const answer = conversation.add('assistant', '');
  const view = new MessageView(log, agent, answer);
  const current = (controller = new AbortController());
  busy(true);
  let started = false;
  try {
    for await (const part of ask(key, agent, messages, current.signal)) {
      started = true;
      view.add(part);
    }
  } catch (error) {
    if (controller !== current) {
      return;
    }
    if (started) {
      view.note(sentence(error));
    } else {
      conversation.remove(question, answer);
      questionView.remove();
      view.remove();
      message.value ||= text;
      reject(error);
    }
  } finally {
    view.finish();
    if (controller === current) {
      controller = null;
      busy(false);
    }
  }
}

/** Reports a request that has started no run. */
function reject(error) {
  report(sentence(error));
  if (error.status === 401) {
    sessionStorage.removeItem(STORED_KEY);
    showConnect();
  }
}

function sentence(error) {
  if (error.name === 'AbortError') {
    return 'Cancelled.';
  }
  return error instanceof ApiError ? error.message : `The page has failed: ${error.message}`;
}

function busy(isBusy) {
  const hadFocus = document.activeElement === element('cancel');
  element('send').hidden = isBusy;
  element('cancel').hidden = !isBusy;
  element('empty').hidden = !conversation.isEmpty;
  element('notice').textContent = '';
  if (hadFocus) {
    message.focus();
  }
}

function report(problem) {
  element('problem').textContent = problem;
}

async function copy() {
  try {
    await navigator.clipboard.writeText(conversation.transcript(agent));
    element('notice').textContent = 'Copied.';
  } catch {
    element('notice').textContent = 'The browser does not allow copying. Download the transcript.';
  }
}

function download() {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([conversation.transcript(agent)], { type: 'text/plain' }));
  link.download = `${agent}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

function on(id, event, action) {
  element(id).addEventListener(event, triggered => {
    triggered.preventDefault();
    action();
  });
}

on('connect', 'submit', () => connect(element('key').value.trim(), element('keep').checked));
on('compose', 'submit', send);
on('cancel', 'click', () => controller?.abort());
on('new', 'click', () => {
  clear();
  message.focus();
});
on('copy', 'click', copy);
on('download', 'click', download);
on('disconnect', 'click', disconnect);
message.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    controller?.abort();
  }
});

// A browser can keep a page with its requests, so that the user can return to it.
window.addEventListener('pagehide', () => controller?.abort());

const stored = sessionStorage.getItem(STORED_KEY);
if (stored) {
  connect(stored, true);
} else {
  showConnect();
}
