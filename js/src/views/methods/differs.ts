// What differs between LIME and Shapley values: a toggle that says what it costs, and one sentence. The views of
// weights draw the other method's behind their own.
import { say } from "../../texts/catalogue";
import { make, makeButton, mark, show, write } from "../../ui/elements";
import { type Stage, view } from "../../ui/view";

export default view("ways", ({ study, root, signal, watch }: Stage) => {
  const toggle = makeButton("differs", "", "", signal, () => study.set("differing", !study.get("differing")));
  const sentence = make("span", { class: "lw-differs-sentence", role: "status" });
  root.append(toggle, sentence);
  const traits = ["differing", "difference", "other_calls", "other_error", "frames", "surrogate", "status"];
  watch(traits, () => {
    const differing = study.get("differing") === true;
    const found = study.get("difference") ?? null;
    const calls = study.get("other_calls") ?? 0;
    const logistic = study.get("surrogate") === "logistic";
    const free = differing || calls <= 1;
    write(toggle, free ? say("differs") : say("differs.calls", { n: calls }));
    mark(toggle, "aria-pressed", String(differing));
    mark(toggle, "title", say(logistic ? "differs.logistic" : "differs.help"));
    toggle.disabled = !study.allows("differing") || (logistic && !differing);
    show(toggle, study.get("frames") !== null);
    const waits = differing && !logistic && study.live;
    const missing = waits ? (study.get("other_error") ?? say("differs.wait")) : "";
    write(sentence, differing ? (found?.sentence ?? missing) : "");
    mark(sentence, "title", sentence.textContent);
  });
});
