// What differs between LIME and Shapley values, in one sentence below the pictures. A toggle beside the switch asks
// for it (controls/differs_toggle.ts), and the views of weights draw the other method's behind their own.
import { shapley } from "../../model/methods";
import { say } from "../../texts/catalogue";
import { make, show, write } from "../../ui/elements";
import { type Stage, view } from "../../ui/view";

export default view("ways", ({ study, root, watch }: Stage) => {
  const key = make("span", { class: "lw-differs-key" });
  const sentence = make("span", { class: "lw-differs-sentence", role: "status" });
  const legend = make("span", { class: "lw-differs-legend" }, say("differs.legend"));
  root.append(key, sentence, legend);
  watch(["differing", "difference", "other_error", "surrogate", "status"], () => {
    const differing = study.get("differing") === true;
    const found = study.get("difference") ?? null;
    const waits = differing && study.get("surrogate") !== "logistic" && study.live;
    const missing = waits ? (study.get("other_error") ?? say("differs.wait")) : "";
    write(sentence, differing ? (found?.sentence ?? missing) : "");
    write(key, differing && found !== null ? say(keyOf(found.method)) : "");
    show(key, key.textContent !== "");
    show(legend, differing && (found?.marked.length ?? 0) > 0);
    show(root, sentence.textContent !== "");
  });
});

/** `method` is the other method, whose values are outlined. */
function keyOf(method: string) {
  return method === shapley ? "differs.key_shapley" : "differs.key_lime";
}
