"""The charts, by gnuplot: a line for each workload, on it a point for each allocator; or panels, with
a line for each allocator."""

import shutil
import subprocess
from dataclasses import dataclass, field

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f",
           "#8c564b", "#6a3d9a", "#b2df8a", "#b15928"]
TITLES = {"time": "wall time", "cpu": "user + system time", "peak": "peak memory"}


def draw(results, out):
    """time, cpu and peak, each as .svg and .png; returns what there is to note."""
    for old in (f"{measure}.{kind}" for measure in TITLES for kind in ("svg", "png", "gp")):
        (out / old).unlink(missing_ok=True)
    for measure in TITLES:
        script = script_of(results, measure)
        if script is None:
            return ["no charts: there is nothing to compare"]
        why = gnuplot(script, measure, out)
        if why:
            return why
    return []


def gnuplot(script, name, out):
    """Runs the script, which is kept beside what it draws; returns why there is no chart."""
    if not shutil.which("gnuplot"):
        return ["no charts: gnuplot is not installed (--install does it)"]
    (out / f"{name}.gp").write_text(script, "utf-8")
    done = subprocess.run(["gnuplot", f"{name}.gp"], cwd=out, capture_output=True, text=True)
    return [f"no charts: gnuplot {name}.gp failed: {done.stderr.strip()}"] if done.returncode else []


@dataclass
class Panel:
    """A chart within a chart. `lines`: by allocator, (x, y). Both axes are logarithmic and x has the
    tics that `add` was given, unless it is plain."""

    title: str
    tics: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)
    plain: bool = False

    def add(self, allocator, x, label, y):
        """A point, if it can be drawn."""
        self.tics[x] = label
        if y > 0:
            self.lines.setdefault(allocator, []).append((x, y))


def draw_panels(panels, out):
    """chart.svg, two panels beside each other; returns what there is to note."""
    for old in ("chart.svg", "chart.gp"):
        (out / old).unlink(missing_ok=True)
    panels = [panel for panel in panels if panel.lines]
    if not panels:
        return ["no chart: there is nothing to draw"]
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    columns = min(len(panels), 2)
    rows = (len(panels) + columns - 1) // columns
    script = [f"set terminal svg noenhanced background 'white' size {columns * 560},{rows * 300}",
              "set output 'chart.svg'", f"set multiplot layout {rows},{columns}",
              "set key outside right top", "set grid ytics", "set format y '%g'"]
    for panel in panels:
        blocks, plots = [], []
        for name, points in panel.lines.items():
            place = names.index(name)
            blocks += [f"$line{place} << END", *(f"{x:.8g} {y:.6g}" for x, y in sorted(points)), "END"]
            plots.append(f"$line{place} using 1:2 with linespoints linewidth 1.5 pointtype 7 pointsize "
                         f"0.4 linecolor rgb '{COLOURS[place % len(COLOURS)]}' title {quoted(name)}")
        script += [*blocks, f"set title {quoted(panel.title)}"]
        if panel.plain:
            script += ["unset logscale", "set xrange [0:*]", "set yrange [0:*]", "set ytics auto",
                       "set xtics auto", "plot " + ", \\\n  ".join(plots)]
            continue
        tics = ", ".join(f"{quoted(label)} {x}" for x, label in sorted(panel.tics.items()))
        values = [y for points in panel.lines.values() for _, y in points]
        low, high = min(values) / 1.3, max(values) * 1.3
        script += ["set logscale xy",
                   f"set xrange [{min(panel.tics) / 1.2:.8g}:{max(panel.tics) * 1.2:.8g}]",
                   f"set yrange [{low:.6g}:{high:.6g}]", f"set ytics ({one_two_five(low, high)})",
                   f"set xtics ({tics})", "plot " + ", \\\n  ".join(plots)]
    return gnuplot("\n".join([*script, "unset multiplot", ""]), "chart", out)


def one_two_five(low, high):
    """Round numbers between these; of more than two decades only the powers of ten."""
    steps = (1, 2, 5) if high / low < 100 else (1,)
    return ", ".join(f"{step * 10.0 ** power:g}" for power in range(-9, 12) for step in steps
                     if low <= step * 10.0 ** power <= high)


def script_of(results, measure):
    """The gnuplot script of one chart, its data in it; None without data."""
    names = [total.allocator for total in results.totals if total.allocator != results.base]
    rows = [row for row in results.rows if row.ratios.get(measure) and row.allocator in names]
    workloads = list(dict.fromkeys(row.workload for row in rows))
    if not rows:
        return None
    step = 0.8 / len(names)
    blocks, plots = [], []
    for place, name in enumerate(names):
        blocks += [f"$data{place} << END"]
        for row in (row for row in rows if row.allocator == name):
            ratio = row.ratios[measure]
            low, high = (ratio.value if end is None else end for end in (ratio.low, ratio.high))
            y = len(workloads) - workloads.index(row.workload) + 0.4 - (place + 0.5) * step
            blocks.append(f"{ratio.value:.6g} {y:.4f} {low:.6g} {high:.6g}")
        blocks += ["END"]
        if not blocks[-2].startswith("$"):
            plots.append(f"$data{place} using 1:2:3:4 with xerrorbars linewidth 1.5 pointtype 7 "
                         f"pointsize 0.5 linecolor rgb '{COLOURS[place % len(COLOURS)]}' "
                         f"title {quoted(name)}")
    tics = ", ".join(f"{quoted(name)} {len(workloads) - place}"
                     for place, name in enumerate(workloads))
    lines = [(at + 0.5) for at in range(len(workloads) + 1)]
    rules = [f"set arrow from graph 0, first {y} to graph 1, first {y} nohead "
             "linecolor rgb '#dddddd'" for y in lines]
    values = [row.ratios[measure].value for row in rows] + [1.0]
    low, high = min(values) / 1.1, max(values) * 1.1
    title = f"{TITLES[measure]}, ratio to {results.base} (the line at 1; left of it is better)"
    height = 130 + len(workloads) * (16 + 9 * len(names))
    return "\n".join([
        *blocks,
        f"set title {quoted(title)}",
        "set key outside below horizontal", "set logscale x 2",
        f"set xrange [{low:.4g}:{high:.4g}]", f"set yrange [0.5:{len(workloads) + 0.5}]",
        "set xtics nomirror (0.25, 0.33, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, "
        "2.5, 3, 4, 6, 8, 16, 32)", f"set ytics scale 0 ({tics})", "set grid xtics",
        *rules,
        "set arrow from 1, graph 0 to 1, graph 1 nohead linewidth 2 linecolor rgb '#444444'",
        *(line for kind, terminal in (("svg", "svg noenhanced background 'white'"),
                                      ("png", "pngcairo noenhanced"))
          for line in (f"set terminal {terminal} size 1000,{height}",
                       f"set output '{measure}.{kind}'", "plot " + ", \\\n  ".join(plots))),
        ""])


def quoted(text):
    """A gnuplot string."""
    return "'" + text.replace("'", "''") + "'"
