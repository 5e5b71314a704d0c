package ai.sympozium.docs;

import java.nio.file.Path;

/**
 * Prose of one file: a paragraph, a comment, a list item, a table cell or a message.
 *
 * @param line number of its first line
 * @param text with its line breaks; code is replaced by {@link ProseReader#CODE}
 * @param label whether a lower-case first word also starts a sentence
 */
record Passage(Path file, int line, String text, boolean label) {

  String position(int offset) {
    long breaks = text.substring(0, offset).chars().filter(character -> character == '\n').count();
    return file + ":" + (line + breaks);
  }
}
