import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../src/model/codec";
import { weightsOf } from "../../src/model/kernel";
import { proposalOf } from "../../src/model/samples";
import neighborhood from "../../src/views/neighborhood/neighborhood";
import { levelMark, offDataSentence, upwardsOf } from "../../src/views/neighborhood/scene";
import { cloudFrom, pointsOf, upOf, weighed } from "../../src/views/samples/points";
import summary from "../../src/views/summary/summary";
import { framesOf, makeStudy, open, samplesOf, stubCanvas } from "../doubles";
import { type FakePart, figure, linear, lines, openPlotted } from "../plotted";

const array = (values: number[]) => encode("f4", [values.length], values);
const samples = {
  ...samplesOf([[1], [1], [0], [0]], { y: [1, 0.5, 0.25, 0], distance: [0, 1, 2, 4] }),
  masks: null,
  off_data: 0.42,
  can_be_local: true,
};
const cloud = {
  edge: 3,
  samples: array([1, 2, 5, 9]),
  training: array([0.5, 2.5]),
  training_distance: array([1.5, 3]),
};

describe("samples that were drawn more densely in some places", () => {
  const logProposal = [0, -0.5, -2, -8];
  test("have unit weights at the width of their kernel, and its ratios at others", () => {
    expect([...weightsOf([0, 1, 2, 4], "exponential", 1, logProposal)]).toEqual([1, 1, 1, 1]);
    const ratios = weightsOf([0, 1, 2, 4], "gaussian", 2, logProposal);
    for (const [k, d] of [0, 1, 2, 4].entries())
      expect(ratios[k]).toBeCloseTo(Math.exp((-d * d) / 4 + (d * d) / 2), 10);
    expect([...weightsOf([0, 1, 2, 4], "uniform", 2, [0, Math.log(2), Math.log(4), 0])]).toEqual([
      1,
      expect.closeTo(0.5),
      expect.closeTo(0.25),
      0,
    ]);
  });
  test("stay finite where a kernel underflows", () => {
    expect([...weightsOf([0, 100], "exponential", 1, [0, -5000])]).toEqual([1, 1]);
    expect(Number.isFinite(weightsOf([100], "exponential", 1e6, [-5000])[0])).toBe(true);
  });
  test("have these weights as points", () => {
    const dense = { ...samples, log_proposal: array(logProposal) };
    expect(proposalOf(samples)).toBeNull();
    expect([...weighed(pointsOf(dense), "exponential", 1)]).toEqual([1, 1, 1, 1]);
  });
});

describe("the distance from the data", () => {
  test("is the height of the samples once it is known", () => {
    const points = pointsOf(samples);
    expect(upOf(points, "data", null)).toBeNull();
    expect([...(upOf(points, "data", cloudFrom(cloud)) ?? [])]).toEqual([1, 2, 5, 9]);
    const other = cloudFrom({ ...cloud, samples: array([1, 2]) });
    expect(upOf(points, "data", other)).toBeNull();
  });
  test("has an axis from 0 and a line at the edge of the data", () => {
    const up = Float64Array.of(1, 2, 5, 9);
    expect(upwardsOf(up, "data", "probability")).toEqual({ low: 0, high: 9.4, exact: false });
    expect(levelMark(up, "data", 0, 4, 3).y).toEqual([Float64Array.of(3, 3)]);
    expect(levelMark(up, "prediction", 0, 4).y).toEqual([Float64Array.of(1, 1)]);
  });
  test("is a share in words", () => {
    expect(offDataSentence(null, "prediction")).toBe("");
    expect(offDataSentence(0.42, "prediction")).toBe(" 42 % of the samples lie off the data.");
    expect(offDataSentence(0.42, "data")).toBe(" 42 % of the samples lie off the data, above the line.");
  });
});

describe("the view of the neighborhood", () => {
  stubCanvas();
  beforeEach(() => {
    vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 400, 300));
  });
  afterEach(() => vi.restoreAllMocks());
  const made = (): Record<string, FakePart> => ({
    figure_neighborhood: figure(),
    x: linear(),
    y: linear(),
    fit: lines(),
    brush: lines(),
  });
  const opened = async (over: Record<string, unknown> = {}, traits: Record<string, unknown> = {}) => {
    const study = makeStudy({ samples, kernel: "uniform", ...over } as Parameters<typeof makeStudy>[0]);
    const parts = made();
    const view = await openPlotted(neighborhood, study, parts, {
      against: "prediction",
      brush: null,
      rows: null,
      cloud: null,
      training: true,
      over_data: true,
      ...traits,
    });
    return { study, parts, ...view };
  };

  test("shows samples over training rows, and hides these on request", async () => {
    const { model, parts, find } = await opened();
    expect(find(".lw-held").textContent).toContain("42 % of the samples lie off the data.");
    expect(find(".lw-training").hidden).toBe(true);
    find('[data-against="data"]').click();
    expect(model.saved.at(-1)).toEqual({ against: "data", brush: null });
    expect(find(".lw-plot-note").textContent).toBe("Measuring the distance from the data…");
    model.receive({ cloud });
    expect(parts["fit"]?.get("y")).toEqual([Float64Array.of(3, 3)]);
    expect(find(".lw-line-key").textContent).toBe("99 % of the training rows lie below");
    expect(find(".lw-held").textContent).toContain("above the line");
    expect(find(".lw-training").getAttribute("aria-pressed")).toBe("true");
    find(".lw-training").click();
    expect(model.saved.at(-1)).toEqual({ training: false });
    expect(find(".lw-training").getAttribute("aria-pressed")).toBe("false");
  });
  test("offers no distance from the data where there are none", async () => {
    const { all, find } = await opened({}, { over_data: false, against: "data" });
    expect(all("[data-against]")).toHaveLength(2);
    expect(find('[data-against="prediction"]').getAttribute("aria-pressed")).toBe("true");
  });
  test("offers to sample where the kernel looks while few samples weigh, and says what it costs", async () => {
    const framesAt = (ess: number) =>
      framesOf([{ width: 1, features: [0], coef: [0.5] }], { ess: array([ess]) });
    const frames = framesAt(19.4);
    const { study, find } = await opened({ frames, kernel_width: 1 });
    expect(find(".lw-aim").hidden).toBe(false);
    expect(find(".lw-aim").textContent).toContain("they count like 19.");
    expect(find(".lw-aim button").textContent).toMatch(/^Sample where the kernel looks: [\d,]+ model calls$/);
    find(".lw-aim button").click();
    expect(study.sent).toEqual([{ type: "sample_here" }]);
    study.receive({ samples: { ...samples, local_width: 1.01 } });
    expect(find(".lw-aim").hidden).toBe(true);
    study.receive({ samples, frames: framesAt(20) });
    expect(find(".lw-aim").hidden).toBe(true);
  });
});

test("a doubt about few samples is answered by an order, not by a setting", async () => {
  const control = { name: "sampling", label: "Rows", help: "", group: "neighborhood", kind: "choice" };
  const reason = { sentence: "Too few.", label: "Sample there", parameter: "sampling", value: "local" };
  const study = makeStudy({ controls: [{ ...control, default: "independent" }] });
  study.state["sampling"] = "independent";
  const frames = study.state["frames"] as ReturnType<typeof framesOf>;
  const n = frames.kernel_width.shape[0] ?? 0;
  const at = encode("u1", [n], Array(n).fill(1));
  study.state["frames"] = { ...frames, doubts: { few_samples: { reasons: [reason], at } } };
  const { find } = await open(summary, study);
  find("button.lw-advice").click();
  expect(study.sent).toEqual([{ type: "sample_here" }]);
  expect(study.saved).toEqual([]);
});
