package ai.sympozium.cli.tui;

import org.jline.utils.AttributedStyle;

/** Styles of the screen. The meaning is always also in the text, for terminals without colours. */
final class Styles {
  static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  static final AttributedStyle STRONG = AttributedStyle.DEFAULT.bold();
  static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
  static final AttributedStyle SELECTED = AttributedStyle.DEFAULT.inverse();
  static final AttributedStyle BAD = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
  static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);

  private Styles() {}
}
