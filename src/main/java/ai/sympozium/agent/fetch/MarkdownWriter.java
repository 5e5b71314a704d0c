package ai.sympozium.agent.fetch;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Writes the elements of a page as Markdown. Works without recursion, for any depth. */
final class MarkdownWriter implements NodeVisitor {
  /** A table with such content arranges the page. */
  private static final String LAYOUT =
      "td table, td h1, td h2, td h3, td h4, td ul, td ol, td pre, td form, td article, td section";

  private static final int MAX_INDENT = 8;

  private final MarkdownText text = new MarkdownText();
  private final Deque<Integer> lists = new ArrayDeque<>();
  private final Deque<Boolean> tables = new ArrayDeque<>();
  private final Deque<Integer> links = new ArrayDeque<>();

  void title(String title) {
    text.block();
    text.add("# " + title);
    text.block();
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof TextNode leaf) {
      text.addText(leaf.getWholeText());
    } else if (node instanceof Element element) {
      start(element);
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element) {
      end(element);
    }
  }

  private void start(Element element) {
    switch (element.normalName()) {
      case "h1", "h2", "h3", "h4", "h5", "h6" -> {
        text.block();
        text.add("#".repeat(element.normalName().charAt(1) - '0') + " ");
      }
      case "br" -> text.line();
      case "hr" -> text.block();
      case "pre" -> {
        text.block();
        text.startPreformatted();
      }
      case "ul", "ol" -> startList(element);
      case "li" -> startItem(element);
      case "table" -> {
        text.block();
        tables.push(element.selectFirst(LAYOUT) == null);
      }
      case "td", "th" -> startCell();
      case "tr" -> text.line();
      case "a" -> links.push(target(element).isEmpty() ? -1 : text.mark());
      case "img" -> image(element);
      case "code" -> text.addUnlessPreformatted("`");
      default -> {
        if (element.isBlock()) {
          text.block();
        }
      }
    }
  }

  private void end(Element element) {
    switch (element.normalName()) {
      case "pre" -> text.endPreformatted();
      case "ul", "ol" -> {
        lists.poll();
        text.endOfList(lists.isEmpty());
      }
      case "li" -> text.line();
      case "table" -> {
        tables.poll();
        text.block();
      }
      case "td", "th" -> endCell();
      case "tr" -> endRow(element);
      case "a" -> endLink(element);
      case "code" -> text.addUnlessPreformatted("`");
      case "br", "hr", "img" -> {}
      default -> {
        if (element.isBlock()) {
          text.block();
        }
      }
    }
  }

  private void startList(Element list) {
    if (lists.isEmpty()) {
      text.block();
    } else {
      text.line();
    }
    lists.push(list.normalName().equals("ol") ? 1 : 0);
  }

  private void startItem(Element item) {
    text.line();
    var number = lists.isEmpty() ? 0 : lists.pop();
    var indent = "  ".repeat(Math.min(lists.size(), MAX_INDENT));
    var mark = number == 0 ? "- " : number + ". ";
    text.startItem(indent + mark, item.previousElementSibling() != null);
    lists.push(number == 0 ? 0 : number + 1);
  }

  private boolean isInDataTable() {
    return !tables.isEmpty() && tables.peek();
  }

  private void startCell() {
    if (isInDataTable()) {
      text.startCell();
    } else {
      text.line();
    }
  }

  private void endCell() {
    if (isInDataTable()) {
      text.endCell();
    }
  }

  private void endRow(Element row) {
    if (isInDataTable() && text.endRow() && isHeader(row)) {
      text.add("|" + " --- |".repeat(row.childrenSize()));
    }
    text.line();
  }

  private static boolean isHeader(Element row) {
    var cells = row.children();
    return !cells.isEmpty()
        && row.previousElementSibling() == null
        && cells.stream().allMatch(cell -> cell.normalName().equals("th"));
  }

  private static String target(Element link) {
    var href = link.attr("href").strip();
    if (href.isEmpty() || href.startsWith("#")) {
      return "";
    }
    var url = link.absUrl("href");
    return url.startsWith("http") || url.startsWith("mailto:") ? url : "";
  }

  private void endLink(Element link) {
    var start = links.isEmpty() ? -1 : links.pop();
    if (start >= 0) {
      text.link(start, target(link));
    }
  }

  private void image(Element image) {
    var description = image.attr("alt").strip();
    if (!description.isEmpty()) {
      text.addText("[image: " + description + "]");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
