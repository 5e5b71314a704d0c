/** The messages of a conversation. They exist in the memory of the page only. */
export class Conversation {
  #entries = [];

  get isEmpty() {
    return this.#entries.length === 0;
  }

  /** Adds a message of the role `user` or `assistant`. The caller completes its fields. */
  add(role, text) {
    const entry = { role, text, activity: [], note: '' };
    this.#entries.push(entry);
    return entry;
  }

  remove(...entries) {
    this.#entries = this.#entries.filter(entry => !entries.includes(entry));
  }

  clear() {
    this.#entries = [];
  }

  /** Returns the conversation as the API reads it. */
  messages() {
    return this.#entries
      .filter(entry => entry.text !== '')
      .map(entry => ({ role: entry.role, content: entry.text }));
  }

  /** Returns the conversation as text for people. */
  transcript(agent) {
    return this.#entries
      .map(entry => {
        const author = entry.role === 'user' ? 'You' : agent;
        const notes = [...entry.activity, entry.note].filter(note => note !== '').map(note => `[${note}]`);
        return [`${author}:`, ...notes, entry.text].filter(line => line !== '').join('\n');
      })
      .join('\n\n')
      .concat('\n');
  }
}
