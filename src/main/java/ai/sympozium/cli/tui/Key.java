package ai.sympozium.cli.tui;

/**
 * A key of the keyboard.
 *
 * @param character the character, if the type is {@code CHARACTER}
 */
record Key(Type type, int character) {
  static final Key ENTER = new Key(Type.ENTER, 0);
  static final Key ESCAPE = new Key(Type.ESCAPE, 0);
  static final Key BACKSPACE = new Key(Type.BACKSPACE, 0);
  static final Key UP = new Key(Type.UP, 0);
  static final Key DOWN = new Key(Type.DOWN, 0);
  static final Key PAGE_UP = new Key(Type.PAGE_UP, 0);
  static final Key PAGE_DOWN = new Key(Type.PAGE_DOWN, 0);
  static final Key HOME = new Key(Type.HOME, 0);
  static final Key END = new Key(Type.END, 0);
  static final Key UNKNOWN = new Key(Type.UNKNOWN, 0);

  enum Type {
    CHARACTER,
    ENTER,
    ESCAPE,
    BACKSPACE,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    UNKNOWN
  }

  static Key of(int character) {
    return new Key(Type.CHARACTER, character);
  }

  boolean is(char expected) {
    return type == Type.CHARACTER && character == expected;
  }
}
