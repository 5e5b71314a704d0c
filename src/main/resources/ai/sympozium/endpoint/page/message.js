/** Of an answer. More would slow down the page. */
const MAX_ACTIVITIES = 500;

/** Distance from the end in pixels up to which the log follows the answer. */
const FOLLOW = 48;

/** A message in the log. Text from the agent is untrusted: it only ever becomes text nodes. */
export class MessageView {
  #log;
  #entry;
  #article = document.createElement('article');
  #text = document.createTextNode('');
  #details = document.createElement('details');
  #summary = document.createElement('summary');
  #activities = document.createElement('ul');

  constructor(log, author, entry) {
    this.#log = log;
    this.#entry = entry;
    this.#article.className = entry.role;
    this.#article.ariaBusy = String(entry.role === 'assistant');
    this.#details.append(this.#summary, this.#activities);
    this.#details.hidden = true;
    this.#text.data = entry.text;
    const paragraph = child('p', 'text', '');
    paragraph.append(this.#text);
    this.#article.append(child('h2', 'author', author), this.#details, paragraph);
    log.append(this.#article);
    this.#scrollToEnd();
  }

  add(part) {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    if (part.text) {
      this.#entry.text += part.text;
      this.#text.appendData(part.text);
    } else if (part.activity) {
      this.#addActivity(part.activity);
    } else if (part.cut) {
      this.note('The answer has reached its limit.');
    }
    if (scrollHeight - scrollTop - clientHeight < FOLLOW) {
      this.#scrollToEnd();
    }
  }

  #addActivity(activity) {
    this.#summary.textContent = activity;
    this.#details.hidden = false;
    if (this.#entry.activity.length < MAX_ACTIVITIES) {
      this.#entry.activity.push(activity);
      this.#activities.append(child('li', '', activity));
    }
  }

  /** Adds a remark about the answer. */
  note(text) {
    this.#entry.note = text;
    this.#article.append(child('p', 'note', text));
    this.#scrollToEnd();
  }

  finish() {
    this.#article.ariaBusy = 'false';
    if (this.#entry.activity.length > 0) {
      this.#summary.textContent = `Activity (${this.#entry.activity.length})`;
    }
  }

  remove() {
    this.#article.remove();
  }

  #scrollToEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function child(name, className, text) {
  const created = document.createElement(name);
  created.className = className;
  created.textContent = text;
  return created;
}
