// The black box over two features, the samples, their weights, and the surrogate's signs and boundary; the instance is
// moved by hand. lime_widgets/widgets/plane.py declares it.
import { additiveOf, placeOf } from "./additive";
import { type Boundary, boundaryOf, type Sign, signsOf } from "./boundary";
import { decode, type WireArray } from "./codec";
import { dimensionOf } from "./dimension";
import { drag, type Handle, makeHandle } from "./dragging";
import { make, mark, write } from "./elements";
import { type Force, frameInForce } from "./force";
import { number, probability } from "./format";
import { weightsOf } from "./kernel";
import { type Places, paintDots, paintSigns, radiiOf } from "./marks";
import { type Mirror, watchTraits } from "./mirror";
import { makeMoving } from "./moving";
import { makeChoice, type Panel, panels } from "./panels";
import { curvesOf, put } from "./parts";
import { type Plot, type PlottedStage, plotted } from "./plot";
import { themeOf } from "./ramp";
import { boundaryText, placeText, readoutText } from "./readout";
import { type Axis, lackOf, type Slice, sliceOf, standsAt } from "./slice";
import { drawSurface, makeRampKey, type Surface, surfaceOf } from "./surface";
import { putTicks } from "./ticks";
import { nameOf } from "./wording";

interface Shown {
  panel: Panel;
  plot: Plot;
  handle: Handle | undefined;
  /** Of the surface, and of what lies over it. */
  paintGround(): void;
  paintTop(): void;
}

export default plotted("plane", ["a", "b", "c", "d"], (stage: PlottedStage) => {
  const { mirror, model, root, signal, parts, head, foot, plot: plotOf, watch, guarded } = stage;
  const [x, y] = [dimensionOf(parts("x")), dimensionOf(parts("y"))];
  const marks = { boundary: parts("boundary"), instance: parts("instance") };
  const moving = makeMoving(mirror);
  const choice = makeChoice(model, signal);
  const detail = make("p", { class: "lw-plane-detail" });
  const readout = make("p", { class: "lw-plane-readout" });
  const key = makeRampKey();
  head.append(make("div", { class: "lw-plane-tools" }, choice.node, key.node), detail);
  foot.append(readout);

  let surface: Surface | null = null;
  let points: Float32Array = new Float32Array(0);
  let radii: { even: Float32Array; weighed: Float32Array } = { even: points, weighed: points };
  let signs: Sign[] = [];

  const axesNow = () => sliceOf(model)?.axes ?? [];
  const moveTo = (values: readonly number[]) => {
    const axes = axesNow();
    if (axes.length === 2 && moving.to(axes, values)) drawInstance();
  };
  const keys = {
    step(dx: number, dy: number) {
      const axes = axesNow();
      const by = [dx, dy];
      moveTo(moving.place(axes).map((value, k) => value + (by[k] ?? 0) * (axes[k]?.step ?? 0)));
    },
    edge(which: -1 | 1) {
      const axes = axesNow();
      const end = which < 0 ? axes[0]?.low : axes[0]?.high;
      moveTo(moving.place(axes).map((value, k) => (k === 0 ? (end ?? value) : value)));
    },
  };
  const letGo = () => {
    moving.hold(false);
    drawInstance();
  };
  const draggable = ({ surface: over }: Plot, { node }: Handle) => {
    over.append(node);
    drag(over, signal, {
      down() {
        if (axesNow().length !== 2 || !mirror.allows("moved")) return false;
        node.focus({ preventScroll: true });
        moving.hold(true);
        return true;
      },
      move: (at) => moveTo([x.value(at.x), y.value(at.y)]),
      up(at) {
        moveTo([x.value(at.x), y.value(at.y)]);
        letGo();
      },
      cancel: letGo,
    });
  };

  type Paint = (brush: CanvasRenderingContext2D, places: Places, height: number) => void;
  const ground: Paint = (brush, places) => surface !== null && drawSurface(brush, surface, places);
  const tops: Readonly<Record<Panel, Paint>> = {
    A() {},
    B: (brush, places) => paintDots(brush, points, radii.even, places),
    C: (brush, places) => paintDots(brush, points, radii.weighed, places),
    D(brush, places, height) {
      if (surface === null) return;
      const { steps, slice, theme } = surface;
      const across = slice.axes[1]?.values.length ?? 0;
      const shade = ({ i, j }: Sign) => steps[i * across + j] ?? 0;
      paintSigns(brush, signs, shade, places, theme, Math.max(2, Math.min(4, height / 90)));
    },
  };
  const shown = panels.map(({ name, adds }): Shown => {
    const plot = plotOf(name.toLowerCase());
    const layer = (paint: Paint) =>
      plot.layer((brush, { width, height }) =>
        paint(
          brush,
          { x: (value) => x.share(value) * width, y: (value) => (1 - y.share(value)) * height },
          height,
        ),
      );
    const [paintGround, paintTop] = [layer(ground), layer(tops[name])];
    plot.surface.append(make("span", { class: "lw-panel-name" }, make("b", {}, name), ` ${adds}`));
    const handle =
      name === "A" ? undefined : makeHandle("instance", `The instance in panel ${name}`, signal, keys);
    if (handle !== undefined) draggable(plot, handle);
    plot.onSize(guarded(() => putAllTicks(plot)));
    return { panel: name, plot, handle, paintGround, paintTop };
  });
  const visible = () => shown.filter(({ panel }) => choice.shows(panel));

  const putAllTicks = ({ area, axes }: Plot) => {
    if (area === null) return;
    putTicks(axes.x, x, area.width, 64);
    putTicks(axes.y, y, area.height, 46);
  };

  let painted: { slice: Slice | null; kind: string; theme: string } | undefined;
  const drawSurfaces = (slice: Slice | null, all: boolean) => {
    const { kind } = mirror.get("outputs");
    const theme = themeOf(root);
    const same = painted?.slice === slice && painted.kind === kind && painted.theme === theme;
    if (same && !all) return;
    painted = { slice, kind, theme };
    const [across, up] = slice?.axes ?? [];
    if (across !== undefined && up !== undefined) {
      x.set(across.low, across.high);
      y.set(up.low, up.high);
    }
    if (!same) surface = slice === null ? null : surfaceOf(slice, kind, theme);
    const text = kind === "probability" ? probability : (value: number) => number(value);
    const name = nameOf(mirror, slice?.output ?? mirror.get("output"));
    key.draw(surface, kind === "probability" ? `probability of ${name}` : name, text);
    for (const { plot, paintGround } of visible()) {
      putAllTicks(plot);
      paintGround();
    }
  };

  const drawFound = (force: Force | null, axes: readonly Axis[]) => {
    const frames = mirror.get("frames");
    const place = force === null ? null : placeOf(force.sweep, force.frame.width);
    const surrogate =
      frames === null || place === null || axes.length < 2 ? null : additiveOf(frames, place.t, axes);
    const level = levelOf(mirror);
    signs = surrogate === null ? [] : signsOf(surrogate, axes, level);
    const boundary: Boundary | null = surrogate === null ? null : boundaryOf(surrogate, axes, level);
    const at = boundary !== null && boundary.x.length > 0 ? [boundary] : [];
    // The same line twice: the first is its rim, which the style sheet makes wider.
    put(marks.boundary, {
      ...curvesOf([...at, ...at]),
      colors: ["#10151b", "#fff"],
    });
    write(readout, force === null ? "" : readoutText(force, mirror, boundary, axes, level));
    mark(root, "data-boundary", boundary === null ? null : boundaryText(boundary, axes));
  };

  const drawSamples = () => {
    points = pointsOf(model.get("points") as WireArray | null);
    const n = points.length / 2;
    radii = { even: radiiOf(n, null), weighed: radiiOf(n, weightsNow(mirror, n)) };
  };

  let chosen: unknown;
  const draw = () => {
    const force = frameInForce(mirror, root);
    const slice = sliceOf(model);
    const news = model.get("panel") !== chosen;
    chosen = model.get("panel");
    mark(root, "data-panel", String(chosen));
    choice.draw();
    drawSurfaces(slice, news);
    drawFound(force, slice?.axes ?? []);
    drawSamples();
    for (const { paintTop } of visible()) paintTop();
    drawInstance();
    // bqplot measures its figures when the window says so; a figure that was hidden had no size.
    if (news) requestAnimationFrame(() => globalThis.dispatchEvent(new Event("resize")));
  };

  /** What moves with the hand, before anything has arrived. */
  const drawInstance = () => {
    const slice = sliceOf(model);
    const axes = slice?.axes ?? [];
    const lack = lackOf(mirror, slice, (model.get("columns") as string[]).join(" and "));
    const stands = axes.map((axis) => standsAt(mirror.get("frames"), axis));
    const place = moving.place(axes);
    const known = axes.length === 2 && stands.every(Number.isFinite);
    put(marks.instance, {
      x: Float64Array.from(known ? stands.slice(0, 1) : []),
      y: Float64Array.from(known ? stands.slice(1) : []),
      colors: ["#ffd21f"],
      stroke: "#10151b",
    });
    const movable = axes.length === 2 && place.every(Number.isFinite) && mirror.allows("moved");
    const text = placeText(axes, place);
    for (const { handle } of visible()) {
      if (handle === undefined) continue;
      handle.node.hidden = !movable;
      handle.node.classList.toggle("lw-asked", moving.away);
      if (!movable) continue;
      const [u = 0, v = 0] = place;
      handle.place(x.share(u), y.share(v));
      handle.say(text, u, axes[0]?.low ?? 0, axes[0]?.high ?? 1);
    }
    root.classList.toggle("lw-unmovable", !mirror.allows("moved"));
    mark(root, "data-at", stands.join(","));
    const way = mirror.allows("moved") ? ". Drag it, or move it with the arrow keys." : "";
    write(
      detail,
      lack !== "" ? lack : `Instance at ${text}${moving.away ? ": asking for the explanation…" : way}`,
    );
    detail.classList.toggle("lw-idle", lack !== "");
  };

  watch(traits, draw);
  watchTraits(model, ["slice", "points", "panel", "columns"], signal, guarded(draw));
  const themes = new MutationObserver(guarded(draw));
  themes.observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => themes.disconnect());
});

/** The answer at which the surrogate changes sides: evens, and of values the model's own at the instance. */
function levelOf(mirror: Mirror): number {
  const { kind } = mirror.get("outputs");
  if (kind === "probability") return 0.5;
  if (kind === "score") return 0;
  return mirror.get("prediction").values[mirror.get("output")] ?? 0;
}

/** How much each sample counts at the width in force; null where it is not known. */
function weightsNow(mirror: Mirror, n: number): ArrayLike<number> | null {
  const samples = mirror.get("samples");
  if (samples === null || samples === undefined || samples.n !== n) return null;
  if (samples.weights !== null) return decode(samples.weights, "f4");
  const distances = decode(samples.distance, "f4");
  return weightsOf(distances, String(mirror.parameter("kernel")), mirror.get("kernel_width"));
}

function pointsOf(wire: WireArray | null): Float32Array {
  return wire === null ? new Float32Array(0) : decode(wire, "f4");
}

const traits = [
  "frames",
  "kernel_width",
  "kernel",
  "samples",
  "outputs",
  "output",
  "prediction",
  "status",
  "moved",
  "palette",
];
