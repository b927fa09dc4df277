// The box for another text. A typed text is a request: the text in the study's model changes when the kernel accepts
// it. Until then, nothing that arrives overwrites the box.

import type { StudyModel } from "../../model/study_model";
import type { Text } from "../../model/wire";
import { freshId, make, makeButton, makeFocusable, mark, write } from "../../ui/elements";

/** Each text costs a whole neighborhood, so it is sent after a pause. */
const pause = 600;
/** An empty box is most often on its way to another text. */
const emptyPause = 2500;

export interface Typed {
  node: HTMLElement;
  follow(text: Text): void;
  /** The kernel refused something. The typed text stays. */
  refused(notice: string): void;
}

export function makeTyped(study: StudyModel, signal: AbortSignal): Typed {
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
    study.send({ type: "reset_row" });
    updateRestore();
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
  const updateRestore = () => {
    const changed = study.get("changed") ?? text?.changed;
    const other = changed === true || (text !== undefined && field.value !== shown());
    restore.classList.toggle("lw-away", !other);
  };
  const commit = () => {
    clearTimeout(pending);
    pending = undefined;
    if (text === undefined || field.value === (sent ?? shown())) return;
    sent = field.value;
    settled();
    study.send({ type: "text", value: field.value });
  };

  field.addEventListener(
    "input",
    () => {
      clearTimeout(pending);
      pending = setTimeout(commit, field.value.trim() === "" ? emptyPause : pause);
      updateRestore();
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
      const isNew = next !== text;
      text = next;
      node.disabled = !study.live;
      if (node.disabled) {
        clearTimeout(pending);
        pending = undefined;
        field.value = next.text;
      }
      if (field.value === shown()) {
        sent = undefined;
        settled();
      } else if (isNew && pending === undefined && (untouched || !field.matches(":focus"))) {
        // Code set a text, or restored the original. A sent text that the model is still working on stays.
        if (sent === undefined || study.get("status") === "ready") {
          sent = undefined;
          field.value = next.text;
          settled();
        }
      }
      updateRestore();
    },
    refused(notice) {
      if (notice === "" || sent === undefined || field.value === shown()) return;
      // The user may send the same text again after fixing the cause, but nothing resends it automatically.
      mark(field, "aria-invalid", "true");
      write(wrong, notice);
      mark(wrong, "title", notice);
    },
  };
}

/** Convert the text as a text box does, which knows only one kind of line ending. */
function asWritten(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
