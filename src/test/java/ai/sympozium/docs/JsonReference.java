package ai.sympozium.docs;

import static ai.sympozium.docs.MarkdownTable.code;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists the keys of a record's JSON, with the {@code @param} texts of its Javadoc. */
final class JsonReference {
  private static final Path SOURCES = Path.of("src/main/java");

  private final MarkdownTable table = new MarkdownTable("key", "type", "meaning");

  private JsonReference() {}

  static String generate(String className) {
    JsonReference reference = new JsonReference();
    try {
      reference.addRecord("", Class.forName(className));
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
    return reference.table.toString();
  }

  private void addRecord(String prefix, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      add(
          prefix + component.getName(),
          component.getGenericType(),
          isOptional(component.getAnnotatedType()),
          param(type, component.getName()));
    }
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(JsonProperty.class)
          && method.getParameterCount() == 0
          && !isComponent(type, method)) {
        add(
            prefix + method.getName(),
            method.getGenericReturnType(),
            isOptional(method.getAnnotatedReturnType()),
            javadoc(type, "\\S+ " + method.getName() + "\\("));
      }
    }
  }

  private static boolean isComponent(Class<?> type, Method method) {
    return Arrays.stream(type.getRecordComponents())
        .anyMatch(component -> component.getName().equals(method.getName()));
  }

  private static boolean isOptional(AnnotatedElement type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private void add(String path, Type type, boolean optional, String meaning) {
    Class<?> value = raw(type);
    table.row(code(path), name(value) + (optional ? ", optional" : ""), meaning);
    if (value.isRecord()) {
      addRecord(path + ".", value);
    } else if (Collection.class.isAssignableFrom(value)) {
      Class<?> item = raw(argument(type, 0));
      if (item.isRecord()) {
        addRecord(path + "[].", item);
      }
    } else if (Map.class.isAssignableFrom(value) && raw(argument(type, 1)).isRecord()) {
      addRecord(path + ".*.", raw(argument(type, 1)));
    }
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static String name(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + code(
              String.join(
                  "`, `",
                  Arrays.stream(type.getEnumConstants()).map(JsonReference::json).toList()));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "list";
    }
    if (type.isRecord() || Map.class.isAssignableFrom(type)) {
      return "object";
    }
    return type == String.class ? "string" : type == boolean.class ? "boolean" : "number";
  }

  private static String json(Object constant) {
    return io.fabric8.kubernetes.client.utils.Serialization.asJson(constant).replace("\"", "");
  }

  private static String param(Class<?> type, String name) {
    String text = javadocOf(type, "record " + type.getSimpleName() + "\\(").orElse("");
    Matcher param =
        Pattern.compile("@param " + name + "\\s((?s:.*?))(?=@param|@see|$)").matcher(text);
    return param.find() ? markdown(param.group(1)) : "";
  }

  private static String javadoc(Class<?> type, String declaration) {
    return javadocOf(type, declaration).map(JsonReference::markdown).orElse("");
  }

  private static Optional<String> javadocOf(Class<?> type, String declaration) {
    Class<?> outer = type.getNestHost();
    String source = TextFiles.read(SOURCES.resolve(outer.getName().replace('.', '/') + ".java"));
    Matcher javadoc =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/)(?s:.))*)\\*/(?:\\s*@\\w[^\n]*)*\\s*(?:public |static )*"
                    + declaration)
            .matcher(source);
    return javadoc.find()
        ? Optional.of(javadoc.group(1).replaceAll("(?m)^\\s*\\* ?", ""))
        : Optional.empty();
  }

  private static String markdown(String javadoc) {
    return javadoc
        .replaceAll("\\{@(?:code|link)\\s+#?([^{}]*)}", "`$1`")
        .strip()
        .replaceAll("\\s+", " ");
  }
}
