// The box in which another text is typed. What is typed is a wish: the text in the mirror changes when the kernel has
// taken it, and until then nothing that arrives is written over it.
import { freshId, make, makeButton, makeFocusable, mark, write } from "./elements";
import type { Mirror, Text } from "./mirror";

/** Each text costs a whole neighborhood: it is sent when the hand rests. */
const pause = 600;
/** An emptied box is most often on its way to another text. */
const emptyPause = 2500;

export interface Typed {
  node: HTMLElement;
  follow(text: Text): void;
  /** The kernel refused something; what was typed stays. */
  refused(notice: string): void;
}

export function makeTyped(mirror: Mirror, signal: AbortSignal): Typed {
  const id = freshId();
  const field = makeFocusable("textarea", {
    class: "lw-typed",
    id,
    rows: "2",
    dir: "auto",
    spellcheck: "false",
    autocomplete: "off",
    "aria-describedby": `${id}-wrong`,
  });
  const wrong = make("span", { class: "lw-refusal", id: `${id}-wrong`, role: "alert" });
  const restore = makeButton("reset_row", "Restore text", "Explain the original text again", signal, () => {
    clearTimeout(pending);
    [pending, sent] = [undefined, undefined];
    settled();
    if (text !== undefined) field.value = text.text;
    mirror.send({ type: "reset_row" });
    dress();
  });
  const label = make("label", { class: "lw-typed-label", for: id }, "Type another text to explain it");
  const node = make(
    "fieldset",
    { class: "lw-typing" },
    make("div", { class: "lw-typing-head" }, label, wrong, restore),
    field,
  );

  let text: Text | undefined;
  let pending: ReturnType<typeof setTimeout> | undefined;
  let sent: string | undefined;

  const shown = () => asWritten(text?.text ?? "");
  const settled = () => {
    mark(field, "aria-invalid", null);
    write(wrong, "");
  };
  const dress = () => {
    const changed = mirror.get("changed") ?? text?.changed;
    const other = changed === true || (text !== undefined && field.value !== shown());
    restore.classList.toggle("lw-away", !other);
  };
  const commit = () => {
    clearTimeout(pending);
    pending = undefined;
    if (text === undefined || field.value === (sent ?? shown())) return;
    sent = field.value;
    settled();
    mirror.send({ type: "text", value: field.value });
  };

  field.addEventListener(
    "input",
    () => {
      clearTimeout(pending);
      pending = setTimeout(commit, field.value.trim() === "" ? emptyPause : pause);
      dress();
    },
    { signal },
  );
  field.addEventListener("blur", commit, { signal });
  field.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      commit();
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(pending));

  return {
    node,
    follow(next) {
      const untouched = text === undefined || field.value === shown();
      const news = next !== text;
      text = next;
      node.disabled = !mirror.live;
      if (node.disabled) {
        clearTimeout(pending);
        pending = undefined;
        field.value = next.text;
      }
      if (field.value === shown()) {
        sent = undefined;
        settled();
      } else if (news && pending === undefined && (untouched || !field.matches(":focus"))) {
        // A text from code, or the first one again. What was sent and is still being asked about stands.
        if (sent === undefined || mirror.get("status") === "ready") {
          sent = undefined;
          field.value = next.text;
          settled();
        }
      }
      dress();
    },
    refused(notice) {
      if (notice === "" || sent === undefined || field.value === shown()) return;
      // The same text may be sent again once what was wrong is mended, but not by itself.
      mark(field, "aria-invalid", "true");
      write(wrong, notice);
      mark(wrong, "title", notice);
    },
  };
}

/** As a text box has it: it knows one kind of line end only. */
function asWritten(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
